using Microsoft.Extensions.Options;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

public sealed class UploadBudgetTests
{
    [Fact]
    public void Files_that_are_being_received_hold_a_bounded_part_of_memory_and_one_person_half_of_it()
    {
        var budget = new UploadBudget(Options.Create(new AttachmentOptions { MaxBytesInMemory = 100 }));
        var first = budget.Take(1, 30);
        Assert.NotNull(first);
        Assert.Null(budget.Take(1, 30));
        var second = budget.Take(2, 50);
        Assert.NotNull(second);
        Assert.Null(budget.Take(3, 30));
        first.Dispose();
        first.Dispose();
        Assert.Equal(50, budget.Used);
        Assert.NotNull(budget.Take(3, 50));
        second.Dispose();
        Assert.NotNull(budget.Take(1, 50));
    }
}
