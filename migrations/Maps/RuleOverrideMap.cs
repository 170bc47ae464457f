using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Data.Maps;

internal sealed class RuleOverrideMap : IEntityTypeConfiguration<RuleOverride>
{
    public void Configure(EntityTypeBuilder<RuleOverride> builder)
    {
        builder.ToTable("rule_overrides", table => table.HasCheckConstraint("ck_rule_overrides_one_target", "(group_id IS NULL) <> (host_id IS NULL)"));
        builder.HasIndex(o => new { o.RuleId, o.GroupId }).IsUnique().HasFilter("group_id IS NOT NULL");
        builder.HasIndex(o => new { o.RuleId, o.HostId }).IsUnique().HasFilter("host_id IS NOT NULL");
        builder.Property(o => o.Steps).AsSteps();
        builder.HasOne<Rule>().WithMany().HasForeignKey(o => o.RuleId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(o => o.GroupId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Host>().WithMany().HasForeignKey(o => o.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
