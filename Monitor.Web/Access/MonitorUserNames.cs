namespace Monitor.Web.Access;

/// <summary>How a user name may look.</summary>
internal static class MonitorUserNames
{
    public const string FirstAdministrator = "admin";

    public const string Allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._@";

    public const int MaximumLength = 64;

    /// <summary>Why a name is refused; null when it is good.</summary>
    public static string? Refuse(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "Give a user name."
        : name.Length > MaximumLength ? $"A user name has at most {MaximumLength} characters."
        : name.Any(c => !Allowed.Contains(c)) ? "A user name has only letters a to z, digits and - . _ @."
        : null;
}
