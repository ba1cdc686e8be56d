/** What makes two addresses the same: letters in one case and one form. */
export function emailKeyOf(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
