using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.People;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class EndedSessionTests
{
    [Fact]
    public async Task Who_signed_out_everywhere_is_led_to_the_sign_in_page_elsewhere_too_and_a_program_is_told_and_the_cookie_is_gone()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        small.Application.LookAtEverySession();
        var user = await small.Application.CreateUserAsync(Roles.Viewer);
        using var page = await small.Application.SignInAsync(user);
        using var program = await small.Application.SignInAsync(user);
        using (var before = await program.GetAsync("/api/v1/hosts"))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        await small.Application.Services.GetRequiredService<ProfileDesk>().SignOutEverywhereAsync(new Actor(user.Id, user.Name, user.Role, ""), CancellationToken.None);
        using var refused = await program.GetAsync("/api/v1/hosts");
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        using var answer = await page.GetAsync("/hosts");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/account/sign-in?returnUrl=%2Fhosts", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("monitor.session=;", StringComparison.Ordinal));
    }
}
