using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Data.Maps;

internal sealed class RunbookSwitchMap : IEntityTypeConfiguration<RunbookSwitch>
{
    public void Configure(EntityTypeBuilder<RunbookSwitch> builder)
    {
        builder.ToTable("runbook_switch");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
