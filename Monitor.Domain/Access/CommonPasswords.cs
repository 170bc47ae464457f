namespace Monitor.Domain.Access;

/// <summary>
/// Passwords that are tried first and are long enough to pass the length rule, offline. A password also counts as common when it becomes one of
/// them once the digits and signs at its end are cut off and the usual replacements (0 for o, @ for a, …) are undone.
/// </summary>
internal static class CommonPasswords
{
    private static readonly HashSet<string> Whole =
    [
        "1q2w3e4r5t6y", "1qaz2wsx3edc", "qwertyuiop123", "qwerty123456", "qwertyuiop[]", "1234qwerasdf", "zaq12wsxcde3", "q1w2e3r4t5y6",
        "abcd12345678", "abc123456789", "a1b2c3d4e5f6", "asdfghjkl123", "qazwsxedcrfv", "123qweasdzxc", "1q2w3e4r5t6y7u", "qwer1234asdf",
        "q1w2e3r4t5y6u7", "zxcvbnm12345", "zxcvbnm123456", "123456qwerty", "12345qwertyuiop", "password1234", "correcthorsebatterystaple",
        "correct horse battery staple", "1234567890qwertyuiop", "1qaz@wsx3edc", "!qaz2wsx#edc", "asdfghjklzxcvbnm", "qwertyasdfgh",
    ];

    private static readonly HashSet<string> Stems =
    [
        "password", "passwort", "passw", "pass", "passwordpassword", "passwords", "mypassword", "newpassword", "thepassword", "yourpassword",
        "passphrase", "changeme", "changemenow", "changeit", "pleasechange", "pleasechangeme", "changethis", "changethispassword", "secret",
        "supersecret", "mysecret", "topsecret", "secretpassword", "letmein", "letmeinnow", "welcome", "welcomeback", "welcometo", "admin",
        "adminadmin", "administrator", "adminpassword", "rootroot", "rootpassword", "root", "superuser", "superadmin", "sysadmin", "test",
        "testtest", "testing", "testpassword", "example", "examplepassword", "placeholder", "default", "defaultpassword", "temporary",
        "temppassword", "temp", "guest", "guestguest", "login", "loginlogin", "user", "username", "useruser", "monitor", "monitoring",
        "monitormonitor", "monitoradmin", "monitorpassword", "iloveyou", "iloveyouforever", "loveyou", "loveyouforever", "sunshine", "princess",
        "football", "baseball", "basketball", "superman", "batman", "dragon", "master", "mastermaster", "monkey", "shadow", "michael",
        "jennifer", "charlie", "liverpool", "chelsea", "manchester", "manchesterunited", "arsenal", "barcelona", "realmadrid", "juventus",
        "starwars", "pokemon", "minecraft", "trustno", "trustnoone", "whatever", "computer", "internet", "qwerty", "qwertyuiop",
        "qwertyqwerty", "qwertz", "azerty", "azertyuiop", "asdfghjkl", "asdfasdf", "asdfasdfasdf", "zxcvbnm", "abcdefghijkl", "abcabcabc",
        "abcdabcdabcd", "company", "server", "spring", "summer", "autumn", "winter", "january", "february", "december", "november",
        "september", "october", "monday", "friday", "sunday", "christmas", "freedom", "hello", "helloworld", "helloworldhelloworld",
        "opensesame", "jesuschrist", "jesuslovesme", "godisgood", "blessed", "unknown", "nothing", "none", "access", "security",
        "support", "helpdesk", "service", "database", "postgres", "postgresql", "yourpasswordhere", "insertpasswordhere", "todo", "xxx",
    ];

    private static readonly char[] Tail = [.. "0123456789!@#$%&*?.-_+= "];

    public static bool Contains(string lowerCase)
    {
        if (Whole.Contains(lowerCase))
        {
            return true;
        }

        var cut = lowerCase.TrimEnd(Tail);
        return Stems.Contains(cut) || Stems.Contains(Undo(cut)) || Stems.Contains(Undo(lowerCase));
    }

    private static string Undo(string text) =>
        string.Concat(text.Where(c => c is not (' ' or '-' or '_' or '.')).Select(c => c switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '7' => 't',
            _ => c,
        }));
}
