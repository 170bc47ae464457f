using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Hosting;

/// <summary>Contexts on the connections of ingest, for what a batch asks on its way in: screens that hold all of theirs must not keep samples out.</summary>
internal sealed class IngestContexts(Databases databases) : IDbContextFactory<MonitorDb>
{
    private readonly DbContextOptions<MonitorDb> _options = new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(databases.Ingest).UseModel(SharedModel.Value).Options;

    public MonitorDb CreateDbContext() => new(_options);
}
