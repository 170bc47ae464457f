using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class ForecastTaskMap : IEntityTypeConfiguration<ForecastTask>
{
    public void Configure(EntityTypeBuilder<ForecastTask> builder)
    {
        builder.ToTable("forecast_tasks");
        builder.HasKey(t => new { t.SeriesId, t.Grid });
        builder.Property(t => t.Grid).HasConversion<short>();
        builder.HasIndex(t => new { t.Grid, t.DueAt, t.SeriesId });
        builder.HasOne<Series>().WithMany().HasForeignKey(t => t.SeriesId).OnDelete(DeleteBehavior.Cascade);
    }
}
