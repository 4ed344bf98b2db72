using System.Net.ServerSentEvents;

namespace Gatehouse;

/// <summary>A source of Server-Sent Events and how it is sent.</summary>
internal sealed class EventSource(IAsyncEnumerable<SseItem<string>> events, TimeSpan keepAlive)
{
    /// <summary>Sends events until the source ends, the client is gone or the worker drains. The headers are set.</summary>
    public async ValueTask SendAsync(Response response)
    {
        IExchange exchange = response.Exchange;
        exchange.OutliveDeadline();

        // The head alone tells the client that the stream is open.
        await exchange.FlushAsync(CancellationToken.None);
        if (exchange.IsHead) return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(exchange.Aborted, exchange.Draining);
        IAsyncEnumerator<SseItem<string>> source = events.GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        try
        {
            while (await WaitAsync(response, exchange, next = MoveNext(source), stop.Token))
            {
                ServerSentEvents.Write(response, source.Current);
                await exchange.FlushAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody listens any more, or the client will connect to another worker.
        }
        finally
        {
            await DisposeAsync(source, next);
        }
    }

    private static Task<bool> MoveNext(IAsyncEnumerator<SseItem<string>> source)
    {
        ValueTask<bool> next = source.MoveNextAsync();
        return next.AsTask();
    }

    /// <summary>Waits for an event, with comments meanwhile. False at the end.</summary>
    private async ValueTask<bool> WaitAsync(Response response, IExchange exchange, Task<bool> next, CancellationToken stop)
    {
        while (!next.IsCompleted)
        {
            Task wait = next;
            await wait.WaitAsync(keepAlive, stop)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompleted) break;
            stop.ThrowIfCancellationRequested();
            ServerSentEvents.WriteComment(response, "");
            await exchange.FlushAsync(stop);
        }

        return await next;
    }

    /// <summary>
    /// An iterator cannot be disposed while it runs (C# language specification, "Enumerator objects"): one that does not look at its
    /// token is left until it comes to its next event, and the answer does not wait for that.
    /// </summary>
    private static ValueTask DisposeAsync(IAsyncEnumerator<SseItem<string>> source, Task<bool>? next)
    {
        if (next is null || next.IsCompleted) return source.DisposeAsync();
        _ = DisposeLaterAsync(source, next);
        return default;
    }

    private static async Task DisposeLaterAsync(IAsyncEnumerator<SseItem<string>> source, Task next)
    {
        await next.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await source.DisposeAsync();
    }
}
