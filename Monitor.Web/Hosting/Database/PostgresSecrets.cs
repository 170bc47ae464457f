using System.Security.Cryptography;

namespace Monitor.Web.Hosting;

/// <summary>The passwords of the embedded PostgreSQL's three roles, generated once, in files that only the application's account can read.</summary>
internal static class PostgresSecrets
{
    public const string Superuser = "postgres";
    public const string Owner = "monitor_owner";
    public const string Application = "monitor_app";

    public static string PathOf(string data, string role) => Path.Combine(data, "secrets", role);

    public static string Obtain(string data, string role)
    {
        var path = PathOf(data, role);
        if (File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } known)
        {
            return known;
        }

        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        SecretFile.Write(path, secret);
        return secret;
    }
}
