using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Web.Access.Sessions;

namespace Monitor.Tests.Access;

public sealed class SessionStateTests
{
    [Fact]
    public async Task Fault_14_An_outage_of_the_database_signs_nobody_out_whose_screen_is_open()
    {
        using var state = new SessionState(NullLoggerFactory.Instance, new Nowhere(), Options.Create(new IdentityOptions()));
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "7")], "test"));
        Assert.True(await state.MayStayAsync(person, default));
        Assert.False(await state.MayStayAsync(new ClaimsPrincipal(), default));
    }

    private sealed class Nowhere : IDbContextFactory<MonitorDb>
    {
        public MonitorDb CreateDbContext() =>
            new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql("Host=/nowhere;Username=nobody;Database=none").Options);
    }
}
