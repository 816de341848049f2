// What the Angular example expects of its application.
export class AuthService {
  freshToken(): Promise<string> {
    return Promise.resolve("token");
  }
}
