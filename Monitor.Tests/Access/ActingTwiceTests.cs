using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class ActingTwiceTests(TestApplication application)
{
    [Fact]
    public async Task An_act_that_is_asked_for_again_while_it_runs_is_done_once_and_another_goes_on_beside_it()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id.ToString(CultureInfo.InvariantCulture))], "test"));
        using var page = new Page
        {
            Gate = application.Services.GetRequiredService<AccessGate>(), Services = application.Services, Navigation = null!, Authentication = Task.FromResult(new AuthenticationState(person)),
        };
        var (done, goOn) = (new List<string>(), new TaskCompletionSource());
        async Task ActAsync(string word)
        {
            await goOn.Task;
            done.Add(word);
        }

        var first = page.DoAsync(1, () => ActAsync("one"));
        await page.DoAsync(1, () => ActAsync("one again"));
        var other = page.DoAsync(2, () => ActAsync("two"));
        Assert.True(page.IsBusy);
        goOn.SetResult();
        await Task.WhenAll(first, other);
        await page.DoAsync(1, () => ActAsync("one, later"));
        Assert.Equal(["one", "one, later", "two"], done.Order());
        Assert.False(page.IsBusy);
    }

    private sealed class Page : ActorComponent
    {
        public bool IsBusy => IsActing;

        public Task DoAsync(int row, Func<Task> act) => ActAsync(Permissions.HostsRead, _ => act(), row);
    }
}
