using System.Globalization;

namespace Monitor.Tests.Store.Logs;

/// <summary>Lines as programs write them, and lines that nobody should write, from a seed.</summary>
internal static class LogTexts
{
    private static readonly string[] Users = ["root", "anna", "bob", "postgres", "www-data"];

    private static readonly string[] Odd =
    [
        "", "\0", "a\u0001b", "\ud800", "x\udc00y", "😀 10 😀", "0", "007", "a1\0b2", "line 1\nline 2", "%n%s ${jndi:ldap://x/1}", "<b>7</b>\u202e", "ſς σ ΣK", new string('9', 5000), "\uffff\ufffe",
    ];

    public static string Next(Random random) => random.Next(6) switch
    {
        0 => $"sshd[{random.Next(300, 65000)}]: Failed password for invalid user {Users[random.Next(5)]} from {Address(random)} port {random.Next(65536)} ssh2",
        1 => $"LOG:  duration: {Text(random.NextDouble() * 100)} ms  statement: SELECT * FROM hosts WHERE id = {random.Next(1000)}",
        2 => $"{Address(random)} - - \"GET /api/v1/hosts/{random.Next(500)} HTTP/1.1\" {(random.Next(20) == 0 ? 500 : 200)} {random.Next(10000)} \"Mozilla/5.0 (X11; Linux x86_64)\"",
        3 => $"block blk_{random.NextInt64()} received of size {random.Next(67108864)} from /10.250.{random.Next(20)}.{random.Next(256)}",
        4 => $"systemd[1]: Started session {random.Next(100000)} of user {Users[random.Next(5)]}.",
        _ => "pam_unix(cron:session): session closed for user root",
    };

    public static string Hostile(Random random)
    {
        if (random.Next(3) > 0)
        {
            return Odd[random.Next(Odd.Length)] + (random.Next(2) == 0 ? Next(random) : "");
        }

        var signs = new char[random.Next(60)];
        for (var i = 0; i < signs.Length; i++)
        {
            signs[i] = random.Next(2) == 0 ? (char)random.Next(0x80) : (char)random.Next(0x10000);
        }

        return new string(signs);
    }

    private static string Address(Random random) => $"{random.Next(256)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}";

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
