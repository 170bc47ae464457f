using System.Net;
using System.Text.RegularExpressions;
using Monitor.Domain.Access;
using Monitor.Tests.Support;

namespace Monitor.Tests.Access;

/// <summary>What a phone does: it knows a secret that a page showed, and shows codes that were not used before.</summary>
internal sealed partial class AuthenticatorApp(byte[] secret)
{
    private long _last;

    public static AuthenticatorApp Of(string page) => OfText(SecretText().Match(page).Groups[1].Value);

    public static AuthenticatorApp OfText(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return new AuthenticatorApp([.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))]);
    }

    public string Next()
    {
        _last = Math.Max(_last + 1, TimeCode.StepOf(TimeProvider.System.GetUtcNow()));
        return Last();
    }

    /// <summary>The same once more.</summary>
    public string Last() => TimeCode.At(secret, _last);

    public string Wrong() => Next() is ['0', ..] and var code ? "1" + code[1..] : "0" + Last()[1..];

    /// <summary>Sets it up as a signed-in person does, and gives back the recovery codes.</summary>
    public static async Task<(AuthenticatorApp App, IReadOnlyList<string> Codes)> SetUpAsync(HttpClient client)
    {
        const string Path = "/account/second-factor";
        var page = await client.GetStringAsync(Path);
        var app = Of(page);
        using var answer = await client.PostAsync(Path, Form(page, ("Input.Code", app.Next()), ("Input.Password", TestUser.Password)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (app, CodesOf(await answer.Content.ReadAsStringAsync()));
    }

    public static FormUrlEncodedContent Form(string page, params (string Name, string Value)[] values)
    {
        var fields = SignIn.FieldsOf(page);
        foreach (var (name, value) in values)
        {
            fields[name] = value;
        }

        return new FormUrlEncodedContent(fields);
    }

    public static IReadOnlyList<string> CodesOf(string page) => [.. RecoveryText().Matches(page).Select(m => m.Value).Distinct()];

    [GeneratedRegex("data-test=\"secret\">([A-Z2-7 ]+)<")]
    private static partial Regex SecretText();

    [GeneratedRegex("([A-Z2-7]{4}-){5}[A-Z2-7]{4}")]
    private static partial Regex RecoveryText();
}
