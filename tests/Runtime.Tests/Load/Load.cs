namespace Gatehouse.Runtime.Tests.Load;

/// <summary>Many clients at once, until they are told to stop: each then waits for the answers that are due to it.</summary>
internal sealed class Load : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] clients;

    private Load(LoadPlan plan) =>
        clients = [.. Enumerable.Range(0, plan.Connections).Select(index => Task.Run(() => new LoadClient(index, plan, Report).RunAsync(stop.Token)))];

    public LoadReport Report { get; } = new();

    public static Load Start(LoadPlan plan) => new(plan);

    /// <summary>Waits until so many more requests are answered.</summary>
    public void WaitForAnswers(long count)
    {
        long goal = Report.Answered + count;
        Linux.Eventually.True(() => Report.Answered >= goal, () => $"The load stands still: {Report}");
    }

    public async Task<LoadReport> StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        return Report;
    }

    /// <summary>After a test that failed before: nothing goes on.</summary>
    public void Dispose()
    {
        stop.Cancel();
        Task.WaitAll(clients);
        stop.Dispose();
    }
}
