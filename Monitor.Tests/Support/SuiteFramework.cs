using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Monitor.Tests.Support.SuiteFramework", "Monitor.Tests")]

namespace Monitor.Tests.Support;

/// <summary>xunit 2 has no fixture for a whole assembly: this takes away what a killed run has
/// left before the first test, and stops the run's PostgreSQL after the last one, while the test process is still given time.</summary>
public sealed class SuiteFramework(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName name, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(name, sources, diagnostics)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task AfterTestAssemblyStartingAsync()
        {
            await base.AfterTestAssemblyStartingAsync();
            await NetworkNamespace.SweepAsync();
        }

        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await TestServer.StopSharedAsync();
            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
