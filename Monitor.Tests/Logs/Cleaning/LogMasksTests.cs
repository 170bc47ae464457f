using Monitor.Domain.Logs.Cleaning;

namespace Monitor.Tests.Logs.Cleaning;

public sealed class LogMasksTests
{
    [Theory]
    [InlineData("login password=hunter2 ok", "login password=*** ok")]
    [InlineData("DB_PASSWORD: s3cret!", "DB_PASSWORD: ***")]
    [InlineData("""{"user":"a","password":"h u n","x":1}""", """{"user":"a","password":"***","x":1}""")]
    [InlineData("""{\"apiKey\":\"abc\",\"b\":1}""", """{\"apiKey\":\"***\",\"b\":1}""")]
    [InlineData("curl --token=abcdef0 -v", "curl --token=*** -v")]
    [InlineData("GET /x?access_token=abc.def&y=1", "GET /x?access_token=***&y=1")]
    [InlineData("Authorization: Bearer abc.def.ghi", "Authorization: Bearer ***")]
    [InlineData("authorization=Basic dXNlcjpwYXNz", "authorization=Basic ***")]
    [InlineData("sent bearer 0123456789abcdef0123", "sent bearer ***")]
    [InlineData("postgres://app:pa:ss@db:5432/x", "postgres://app:***@db:5432/x")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE used", "key *** used")]
    [InlineData("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl end", "jwt *** end")]
    [InlineData("Cookie: sid=1; theme=dark", "Cookie: ***")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----")]
    [InlineData("card 4111 1111 1111 1111 paid", "card **** **** **** 1111 paid")]
    [InlineData("pan=378282246310005.", "pan=***********0005.")]
    [InlineData("card 4111 1111 1111 1111 123 4 of 5", "card **** **** **** 1111 123 4 of 5")]
    [InlineData("at 20261128 4111111111111111 4222222222222 12", "at 20261128 ************1111 *********2222 12")]
    [InlineData("7 5 4111-1111-1111-1111-05/27", "7 5 ****-****-****-1111-05/27")]
    [InlineData("2026-11-28 4111 1111 1111 1111 2026-11-28", "2026-11-28 **** **** **** 1111 2026-11-28")]
    [InlineData("12-4111 1111 1111 1111", "12-**** **** **** 1111")]
    [InlineData("12345678901234567890 4111111111111111", "12345678901234567890 ************1111")]
    [InlineData("""{"password":"ab\"cd99","x":1}""", """{"password":"***","x":1}""")]
    [InlineData("""{"password":"ab\\","x":1}""", """{"password":"***","x":1}""")]
    [InlineData("password='it\\'s 1' next", "password='***' next")]
    [InlineData("password=\"one\\\ntwo\" next", "password=\"***\" next")]
    [InlineData("login password=\"hunter2 and mo", "login password=\"***")]
    [InlineData("""{\"apiKey\":\"ab""", """{\"apiKey\":\"***""")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIE\n-----END RSA PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIE", "-----BEGIN RSA PRIVATE KEY-----***")]
    [InlineData("aws_secret_access_key = wJalrXUtnFEMI", "aws_secret_access_key = ***")]
    public void A_secret_is_hidden_once_and_for_all(string text, string hidden)
    {
        Assert.Equal(hidden, LogMasks.BuiltIn.Apply(text, out var masked));
        Assert.True(masked);
        Assert.Equal(hidden, LogMasks.BuiltIn.Apply(hidden, out var again));
        Assert.False(again);
    }

    [Theory]
    [InlineData("Failed password for root from 10.0.0.1 port 22 ssh2")]
    [InlineData("password authentication failed for user \"app\"")]
    [InlineData("syntax error, unexpected token: end of input")]
    [InlineData("token=null password=\"\" secret: none")]
    [InlineData("order 4111111111111112 at 1764291600000000000, 16 digits")]
    [InlineData("id 1234567890123456 of 192.168.100.200:5432 ver 4111.1111")]
    [InlineData("see https://example.org:8443/a@b and mail root@example.org")]
    [InlineData("keyboard-interactive/pam for root; monkey=1; hotkey: F1")]
    [InlineData("WWW-Authenticate: Bearer error=\"invalid\"")]
    [InlineData("4f4e9b2a-1c1d-4111-8111-111111111111")]
    [InlineData("41111111-1111-4111-8111-111111111111 order-4111111111111111-1 41111111111111112 4111-1111 1111-1111")]
    public void A_plain_line_stays_as_it_is(string text)
    {
        Assert.Same(text, LogMasks.BuiltIn.Apply(text, out var masked));
        Assert.False(masked);
    }

    [Fact]
    public void Own_patterns_hide_their_secret_or_all_of_their_match()
    {
        var masks = new LogMasks(["patient (?<secret>[0-9]+)", "XY-[0-9]{4}"], masksMail: true);
        Assert.Equal("patient *** has *** of ***@example.org", masks.Apply("patient 4711 has XY-0815 of jo.e@example.org", out _));
    }

    [Theory]
    [InlineData("(", "cannot be read")]
    [InlineData("(a)\\1", "cannot be read")]
    [InlineData("a*", "match everywhere")]
    [InlineData("", "1 to 500")]
    public void A_pattern_that_cannot_serve_is_refused_with_a_reason(string pattern, string reason)
    {
        Assert.Contains(reason, LogMasks.Problem(pattern));
        Assert.Throws<ArgumentException>(() => new LogMasks([pattern], masksMail: false));
    }

    [Fact]
    public void Attack_a_pattern_that_would_backtrack_for_ever_takes_no_longer_than_the_line() =>
        Assert.Equal(new string('a', 16_000), new LogMasks(["(a+)+$x"], masksMail: false).Apply(new string('a', 16_000), out _));
}
