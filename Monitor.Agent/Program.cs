using Monitor.Agent.Commands;

return await AgentCommands.RunAsync(args, CommandConsole.System);
