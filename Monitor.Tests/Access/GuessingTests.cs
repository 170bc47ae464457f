using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.People;
using Monitor.Web.Access.SecondFactors;

namespace Monitor.Tests.Access;

public sealed class GuessingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly ManualTimeProvider _clock = new();
    private readonly CountingHasher _hasher = new();

    private SignInDesk Desk()
    {
        var (audit, seal) = (new AuditLog(_clock), new SecondFactorSeal(new EphemeralDataProtectionProvider(), _clock));
        return new(database.Factory, _hasher, new UpperInvariantLookupNormalizer(), new SignInThrottle(_clock), audit, seal, new SecondFactorCheck(seal, audit, _clock), Options.Create(new AccessOptions()));
    }

    [Fact]
    public async Task Attack_47_Ten_thousand_guesses_at_one_name_are_a_handful_of_checks()
    {
        var name = await UserAsync();
        using var desk = Desk();
        _hasher.Checks = 0;
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Null((await desk.CheckAsync(name, $"guess number {i}", "203.0.113.9", CancellationToken.None)).User);
        }

        Assert.Equal(SignInThrottle.FailuresPerName, _hasher.Checks);
        Assert.NotNull((await desk.CheckAsync(name, CountingHasher.Good, "203.0.113.9", CancellationToken.None)).Wait);
        _clock.Advance(SignInThrottle.Window);
        Assert.NotNull((await desk.CheckAsync(name, CountingHasher.Good, "203.0.113.9", CancellationToken.None)).User);
    }

    [Fact]
    public async Task Attack_47_Guesses_at_one_name_at_once_are_no_more_checks_than_one_after_another()
    {
        var name = await UserAsync();
        using var desk = Desk();
        _hasher.Checks = 0;
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => desk.CheckAsync(name, $"guess number {i}", "203.0.113.9", CancellationToken.None))));
        Assert.InRange(_hasher.Checks, 1, SignInThrottle.FailuresPerName);
    }

    [Fact]
    public async Task An_office_behind_one_address_signs_in_at_once()
    {
        var names = new List<string>();
        for (var i = 0; i < SignInThrottle.FailuresPerAddress + 5; i++)
        {
            names.Add(await UserAsync());
        }

        using var desk = Desk();
        var answers = await Task.WhenAll(names.Select(n => Task.Run(() => desk.CheckAsync(n, CountingHasher.Good, "203.0.113.10", CancellationToken.None))));
        Assert.All(answers, a => Assert.NotNull(a.User));
    }

    [Fact]
    public async Task Attack_47_Guessing_many_names_from_one_network_is_limited_by_the_network()
    {
        using var desk = Desk();
        _hasher.Checks = 0;
        for (var i = 0; i < 500; i++)
        {
            await desk.CheckAsync($"name-{i}", "a guess", $"2001:db8:1:2::{i:x}", CancellationToken.None);
        }

        Assert.Equal(SignInThrottle.FailuresPerAddress, _hasher.Checks);
    }

    [Fact]
    public async Task Attack_47_The_owner_of_a_name_signs_in_from_elsewhere_while_it_is_being_guessed()
    {
        var name = await UserAsync();
        using var desk = Desk();
        for (var i = 0; i < 1_000; i++)
        {
            await desk.CheckAsync(name, "a guess", $"203.0.113.{i % 200}", CancellationToken.None);
        }

        Assert.NotNull((await desk.CheckAsync(name, CountingHasher.Good, "198.51.100.7", CancellationToken.None)).User);
    }

    [Fact]
    public async Task Attack_47_Unknown_disabled_and_uninvited_people_get_the_answer_and_the_work_of_a_wrong_password()
    {
        var known = await UserAsync();
        var disabled = await UserAsync(u => u.DisabledAt = _clock.GetUtcNow());
        var uninvited = await UserAsync(u => u.PasswordHash = null);
        using var desk = Desk();
        foreach (var name in new[] { known, disabled, uninvited, "nobody-at-all" })
        {
            _hasher.Checks = 0;
            Assert.Equal(new SignInOutcome(null, null), await desk.CheckAsync(name, name == known ? "wrong" : CountingHasher.Good, "192.0.2.1", CancellationToken.None));
            Assert.Equal(1, _hasher.Checks);
        }
    }

    [Fact]
    public async Task Attack_47_The_page_answers_alike_for_known_and_unknown_names_and_then_asks_to_wait()
    {
        var application = new TestApplication();
        await application.InitializeAsync();
        try
        {
            var user = await application.CreateUserAsync(Roles.Viewer);
            using var client = application.CreateClient();
            using var known = await client.PostSignInAsync(user.Name, "wrong-password-here");
            using var unknown = await client.PostSignInAsync("nobody-at-all", "wrong-password-here");
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (known.StatusCode, unknown.StatusCode));
            Assert.Equal(Problem(await known.Content.ReadAsStringAsync()), Problem(await unknown.Content.ReadAsStringAsync()));
            HttpStatusCode last = default;
            for (var i = 0; i < SignInThrottle.FailuresPerName; i++)
            {
                using var answer = await client.PostSignInAsync("nobody-at-all", "wrong-password-here");
                last = answer.StatusCode;
                Assert.Equal(last == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
            }

            Assert.Equal(HttpStatusCode.TooManyRequests, last);
        }
        finally
        {
            await application.DisposeAsync();
        }
    }

    private static string Problem(string page)
    {
        var start = page.IndexOf("role=\"alert\"", StringComparison.Ordinal);
        Assert.True(start > 0, page);
        return page[start..page.IndexOf('<', start)];
    }

    private async Task<string> UserAsync(Action<MonitorUser>? set = null)
    {
        var user = NewUser.Make("guessed-" + Guid.NewGuid().ToString("N")[..8], "Guessed", Roles.Viewer, new UpperInvariantLookupNormalizer(), _clock);
        user.PasswordHash = "hash";
        set?.Invoke(user);
        await using var db = database.CreateDb();
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return user.UserName!;
    }

    /// <summary>Counts how often the slow work is done; without it 10,000 real hashes would tell nothing more.</summary>
    private sealed class CountingHasher : IPasswordHasher<MonitorUser>
    {
        public const string Good = "the right password";

        public int Checks { get; set; }

        public string HashPassword(MonitorUser user, string password) => "hash of nobody";

        public PasswordVerificationResult VerifyHashedPassword(MonitorUser user, string hashedPassword, string providedPassword)
        {
            Checks++;
            return hashedPassword == "hash" && providedPassword == Good ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
        }
    }
}
