using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class ModelChoiceMap : IEntityTypeConfiguration<ModelChoice>
{
    public void Configure(EntityTypeBuilder<ModelChoice> builder)
    {
        builder.ToTable("model_choices");
        builder.HasKey(c => new { c.SeriesId, c.Grid });
        builder.Property(c => c.Grid).HasConversion<short>();
        builder.Property(c => c.Champion).HasMaxLength(StoredForecast.ModelLength);
        builder.Property(c => c.Challenger).HasMaxLength(StoredForecast.ModelLength);
        builder.Property(c => c.Why).HasMaxLength(ModelRun.WhyLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => new { c.Grid, c.TrainAt });
        builder.HasOne<Series>().WithMany().HasForeignKey(c => c.SeriesId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ModelRun>().WithMany().HasForeignKey(c => c.ChampionRunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ModelRun>().WithMany().HasForeignKey(c => c.ChallengerRunId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(c => c.TrainAskedByUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
