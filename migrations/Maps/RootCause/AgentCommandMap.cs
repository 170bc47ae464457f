using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Data.Maps;

internal sealed class AgentCommandMap : IEntityTypeConfiguration<AgentCommand>
{
    public void Configure(EntityTypeBuilder<AgentCommand> builder)
    {
        builder.ToTable("agent_commands");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Action).HasMaxLength(RunbookCheck.ActionLength);
        builder.Property(c => c.Parameter).HasMaxLength(RunbookCheck.ParameterLength);
        builder.Property(c => c.Output).HasMaxLength(AgentCommand.OutputLength);
        builder.HasIndex(c => c.RunId);
        builder.HasIndex(c => c.HostId).HasFilter("state IN ('Waiting', 'Delivered', 'Running')").HasDatabaseName("ix_agent_commands_open");
        builder.HasOne<Host>().WithMany().HasForeignKey(c => c.HostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<RunbookRun>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
