using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Logs.Records;

namespace Monitor.Data.Maps;

internal sealed class LogTemplateMap : IEntityTypeConfiguration<LogTemplate>
{
    public void Configure(EntityTypeBuilder<LogTemplate> builder)
    {
        builder.ToTable("log_templates");
        builder.Property(t => t.Program).HasMaxLength(LogTemplate.ProgramLength);
        builder.Property(t => t.Pattern).HasMaxLength(LogTemplate.PatternLength);
        builder.HasIndex(t => new { t.Program, t.Pattern }).IsUnique();
        builder.HasIndex(t => t.LastSeenAt);
    }
}
