using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Data.Maps;

internal sealed class RuleVersionMap : IEntityTypeConfiguration<RuleVersion>
{
    public void Configure(EntityTypeBuilder<RuleVersion> builder)
    {
        builder.ToTable("rule_versions");
        builder.HasKey(v => new { v.RuleId, v.Version });
        builder.Property(v => v.Act).HasMaxLength(100);
        builder.Property(v => v.Reason).HasMaxLength(1000);
        builder.Property(v => v.Name).HasMaxLength(200);
        builder.Property(v => v.Description).HasMaxLength(2000);
        builder.Property(v => v.Definition).AsDefinition();
        builder.HasOne<Rule>().WithMany().HasForeignKey(v => v.RuleId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
