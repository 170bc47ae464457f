using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Data.Maps;

internal sealed class RunbookVersionMap : IEntityTypeConfiguration<RunbookVersion>
{
    public void Configure(EntityTypeBuilder<RunbookVersion> builder)
    {
        builder.ToTable("runbook_versions");
        builder.HasKey(v => new { v.RunbookId, v.Version });
        builder.Property(v => v.Definition).HasColumnType("jsonb");
        builder.HasOne<Runbook>().WithMany().HasForeignKey(v => v.RunbookId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
