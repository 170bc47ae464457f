using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;

namespace Monitor.Data.Maps;

internal sealed class AnomalyLabelMap : IEntityTypeConfiguration<AnomalyLabel>
{
    public void Configure(EntityTypeBuilder<AnomalyLabel> builder)
    {
        builder.ToTable("anomaly_labels");
        builder.HasKey(l => l.AnomalyId);
        builder.Property(l => l.AnomalyId).ValueGeneratedNever();
        builder.HasIndex(l => l.SaidAt);
        builder.HasOne<Anomaly>().WithOne().HasForeignKey<AnomalyLabel>(l => l.AnomalyId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
