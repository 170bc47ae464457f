using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

/// <summary>What administrators do to hosts at the same moment.</summary>
public sealed class HostChangesTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private HostRegistry Registry => new(new HostChanges(floor.Contexts, floor.Ledger, floor.Live), new AuditLog(floor.Clock), new AgentKeyRing(floor.Contexts, floor.Clock), floor.Clock);

    [Fact]
    public async Task A_tag_that_several_add_or_remove_at_once_is_there_once_and_the_others_are_told()
    {
        var (host, admin) = (await floor.HostAsync("tagged"), await floor.PersonAsync(Roles.Admin));
        for (var round = 0; round < 5; round++)
        {
            var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Registry.TagAsync(admin, host.Id, "site", $"{i}", Never))));
            Assert.Contains(added, o => o.IsDone);
            Assert.All(added.Where(o => !o.IsDone), o => Assert.Equal(HostResult.Conflict, o.Result));
            await using var db = floor.Db();
            Assert.Equal(1, await db.HostTags.CountAsync(t => t.HostId == host.Id));
            var removed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Registry.UntagAsync(admin, host.Id, "site", Never))));
            Assert.Single(removed, o => o.IsDone);
            Assert.Equal(0, await db.HostTags.CountAsync(t => t.HostId == host.Id));
        }
    }
}
