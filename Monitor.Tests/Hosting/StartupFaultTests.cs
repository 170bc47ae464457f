using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Hosting;

public sealed class StartupFaultTests
{
    [Theory]
    [InlineData("Ingest:MaxBodyBytes", "7", "Ingest:MaxBodyBytes is a number of bytes")]
    [InlineData("Ingest:MaxBodyBytes", "many", "the setting Ingest__MaxBodyBytes is wrong: `many` is not a whole number.")]
    public void A_setting_that_cannot_be_read_or_is_out_of_bounds_is_named(string key, string value, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddOptions<IngestOptions>().BindConfiguration(IngestOptions.Section).ValidateDataAnnotations();
        using var provider = services.BuildServiceProvider();
        var fault = Assert.ThrowsAny<Exception>(() => provider.GetRequiredService<IOptions<IngestOptions>>().Value);
        var said = StartupFault.Of(fault);
        Assert.Equal("wrong setting", said!.Row);
        Assert.Contains(expected, said.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DataAnnotation", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_named_and_a_bug_stays_a_bug()
    {
        Assert.Equal("port in use", StartupFault.Of(new IOException("Failed to bind to address http://127.0.0.1:1", new AddressInUseException("x")))!.Row);
        Assert.Null(StartupFault.Of(new InvalidOperationException("Sequence contains no elements")));
    }

    [Theory]
    [InlineData("wrong setting", "Retention:Raw is a time", "Retention__Raw", "00:00:01")]
    [InlineData("wrong setting", "the setting Access__InvitationDays is wrong: `soon` is not a whole number", "Access__InvitationDays", "soon")]
    [InlineData("wrong setting", "the setting Keys:MasterKeyFile is wrong: /no/such/master.key does not exist", "Keys__MasterKeyFile", "/no/such/master.key")]
    [InlineData("database not starting", "cannot be reached", "ConnectionStrings__Monitor", "Host=127.0.0.1;Port=1;Username=monitor;Password=plum-anvil-forty")]
    public async Task Fault_45_A_start_that_cannot_work_ends_with_a_row_and_exit_code_1(string row, string message, string key, string value)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var data = TestFolders.Create("fault");
        try
        {
            (string, string)[] environment = key.StartsWith("ConnectionStrings", StringComparison.Ordinal)
                ? [(key, value)]
                : [("ConnectionStrings__Monitor", database.ConnectionString), ("ConnectionStrings__MonitorOwner", database.OwnerConnectionString), (key, value)];
            await ShowAsync(data, row, message, environment);
        }
        finally
        {
            await database.DisposeAsync();
            TestFolders.Delete(data);
        }
    }

    [Theory]
    [InlineData("Password=not-the-right-one", "refuses the user")]
    [InlineData("Database=no_such_database", "there is no database no_such_database")]
    public async Task Fault_45_A_database_that_refuses_is_said_in_one_sentence(string change, string message)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var data = TestFolders.Create("fault");
        try
        {
            await ShowAsync(data, "database not starting", message, ("ConnectionStrings__Monitor", database.ConnectionString + ";" + change));
        }
        finally
        {
            await database.DisposeAsync();
            TestFolders.Delete(data);
        }
    }

    private static async Task ShowAsync(string data, string row, string message, params (string, string)[] environment)
    {
        await using var server = ServerProcess.Launch(data, ["--no-agent"], environment);
        await Eventually.True(() => server.HasExited, TimeSpan.FromMinutes(3));
        await Eventually.True(() => server.Output.Contains($"row \"{row}\"", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("Monitor cannot start: ", server.Output, StringComparison.Ordinal);
        Assert.Contains(message, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Monitor.", server.Output, StringComparison.Ordinal);
        var rows = await File.ReadAllTextAsync(Path.Combine(ProductHome.Path, "docs", "troubleshooting.md"));
        Assert.Contains($"| {row} |", rows, StringComparison.Ordinal);
    }
}
