namespace Gatehouse;

/// <content>Bodies that are sent after the handler is done: at once, or where filters follow, after these.</content>
public sealed partial class Response
{
    /// <summary>Sends the stream or the file that another response is, or keeps it.</summary>
    internal ValueTask SendBodyAsync(Response result)
    {
        if (result.File is { } file)
        {
            if (!HoldsBody) return file.SendAsync(this);
            File = file;
            return default;
        }

        if (result.EventSource is { } events) return SendBodyAsync(events);
        return result.Chunks is { } chunks ? SendBodyAsync(chunks) : default;
    }

    /// <summary>Sends events, or keeps them. Their head goes out before the first, so that this needs not to be asked for.</summary>
    internal ValueTask SendBodyAsync(EventSource events)
    {
        if (!HoldsBody) return events.SendAsync(this);
        EventSource = events;
        return default;
    }

    /// <summary>Sends pieces as they come, or keeps them, begun.</summary>
    internal ValueTask SendBodyAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks) =>
        HoldsBody ? HoldAsync(chunks) : SendAsync(chunks);

    /// <summary>Sends what was kept.</summary>
    internal ValueTask SendHeldAsync()
    {
        (FileBody? file, EventSource? events, IAsyncEnumerable<ReadOnlyMemory<byte>>? chunks) = (File, EventSource, Chunks);
        (File, EventSource, Chunks) = (null, null, null);
        if (file is not null) return file.SendAsync(this);
        if (events is not null) return events.SendAsync(this);
        return chunks is null ? default : SendAsync(chunks);
    }

    private async ValueTask HoldAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks) => Chunks = await PrimedChunks.BeginAsync(chunks);

    private async ValueTask SendAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        await foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            Write(chunk.Span);
            await FlushAsync();
        }
    }

    /// <summary>Lets go of a body that an error replaces.</summary>
    private void ForgetHeld()
    {
        HoldsBody = false;
        if (File is null && EventSource is null && Chunks is null) return;
        File?.Dispose();
        if (Chunks is PrimedChunks begun) _ = EndAsync(begun);
        (File, EventSource, Chunks) = (null, null, null);

        // Nobody waits for the end of a source that nobody reads; what it throws then is its own.
        static async Task EndAsync(PrimedChunks begun) =>
            await begun.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }
}
