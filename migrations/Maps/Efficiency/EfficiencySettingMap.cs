using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class EfficiencySettingMap : IEntityTypeConfiguration<EfficiencySetting>
{
    public void Configure(EntityTypeBuilder<EfficiencySetting> builder)
    {
        builder.ToTable("efficiency_settings");
        builder.Property(s => s.Settings).HasColumnType("jsonb").HasConversion(
            s => EfficiencyJson.Write(s), text => EfficiencyJson.ReadSettings(text), new ValueComparer<EfficiencySettings>((a, b) => Equals(a, b), s => s.GetHashCode(), s => s));
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => s.GroupId).IsUnique().AreNullsDistinct(false);
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(s => s.GroupId).OnDelete(DeleteBehavior.Cascade);
    }
}
