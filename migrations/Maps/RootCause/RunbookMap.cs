using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Data.Maps;

internal sealed class RunbookMap : IEntityTypeConfiguration<Runbook>
{
    public void Configure(EntityTypeBuilder<Runbook> builder)
    {
        builder.ToTable("runbooks");
        builder.Property(r => r.Name).HasMaxLength(RunbookCheck.NameLength);
        builder.HasIndex(r => r.Name).IsUnique();
        builder.Property(r => r.Definition).HasColumnType("jsonb");
        builder.Property(r => r.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
