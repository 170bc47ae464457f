using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Monitor.Data;

/// <summary>For `dotnet ef` only, which reads the model and never connects.</summary>
internal sealed class MonitorDbFactory : IDesignTimeDbContextFactory<MonitorDb>
{
    public MonitorDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql("Host=design-time").Options);
}
