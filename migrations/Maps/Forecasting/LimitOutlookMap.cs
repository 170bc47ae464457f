using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class LimitOutlookMap : IEntityTypeConfiguration<LimitOutlook>
{
    public void Configure(EntityTypeBuilder<LimitOutlook> builder)
    {
        builder.ToTable("limit_outlooks");
        builder.HasKey(o => o.SeriesId);
        builder.Property(o => o.SeriesId).ValueGeneratedNever();
        builder.HasIndex(o => o.ExpectedAt);
        builder.HasOne<Series>().WithMany().HasForeignKey(o => o.SeriesId).OnDelete(DeleteBehavior.Cascade);
    }
}
