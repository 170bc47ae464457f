namespace Monitor.Web.Access.Account;

/// <summary>The addresses of the account pages.</summary>
internal static class AccountPaths
{
    public const string SignIn = "/account/sign-in";
    public const string SignOut = "/account/sign-out";
    public const string Denied = "/account/denied";
    public const string Password = "/account/password";
    public const string SecondFactor = "/account/second-factor";
    public const string ReturnUrl = "returnUrl";

    /// <summary>Where to go after signing in: an address of this site or Home, never another site.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', ..] and not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) && Uri.IsWellFormedUriString(returnUrl, UriKind.Relative)
            ? returnUrl
            : "/";
}
