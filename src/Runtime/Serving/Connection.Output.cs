using Gatehouse.Http;

namespace Gatehouse.Serving;

/// <content>Bytes on their way out: a buffer, a piece of somebody's memory behind it, and the wait for the client to take them.</content>
internal abstract partial class Connection
{
    // A body up to this size is copied behind its head; a larger one is sent from where it lies. A copy of 8 KiB costs less
    // than the second vector saves.
    private const int CopiedBody = 8 * 1024;

    private byte[]? output;
    private int outputStart;
    private int outputEnd;
    private ReadOnlyMemory<byte> tail;
    private bool tailEndsChunk;
    private SendProgress? progress;

    /// <summary>Whether the kernel refused bytes, and an edge will tell when it takes more.</summary>
    private bool IsOutputBlocked { get; set; }

    protected bool HasOutput => outputEnd > outputStart;

    /// <summary>The most that is gathered from pipelined answers before it is sent.</summary>
    protected bool IsOutputFull => outputEnd - outputStart > CopiedBody;

    /// <summary>Sends what a running handler has written so far; on the loop's thread.</summary>
    public ValueTask FlushAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        BeginFlush(exchange, cancellationToken);
        Response response = exchange.Response;
        ReadOnlyMemory<byte> pending = response.Pending;
        if (pending.Length > CopiedBody || IsOutputBlocked) return FlushSlowlyAsync(exchange, pending, cancellationToken);
        AppendBody(exchange, pending.Span);
        response.ClearPending();
        return TrySend() ? default : WaitForOutputAsync(exchange, cancellationToken);
    }

    /// <summary>Sends what lies in the output buffer and behind it. False when the kernel is full, or the client gone.</summary>
    protected bool TrySend(bool more = false)
    {
        while (HasOutput || !tail.IsEmpty)
        {
            ReadOnlySpan<byte> first = output.AsSpan(outputStart, outputEnd - outputStart);
            nint sent = SendSome(first, tail.Span, tailEndsChunk ? ChunkFraming.DataEnd : default, more);
            if (sent == Transport.Wait)
            {
                BlockOutput();
                return false;
            }

            if (sent < 0)
            {
                Abort();
                return false;
            }

            int fromBuffer = (int)Math.Min(sent, first.Length);
            outputStart += fromBuffer;
            if (!tail.IsEmpty) AdvanceTail((int)sent - fromBuffer);
        }

        outputStart = outputEnd = 0;
        return true;
    }

    private void AdvanceTail(int sent)
    {
        int fromTail = Math.Min(sent, tail.Length);
        tail = tail[fromTail..];
        if (!tail.IsEmpty || !tailEndsChunk) return;
        tailEndsChunk = false;
        Append(ChunkFraming.DataEnd[(sent - fromTail)..]);
    }

    private void OnWritable()
    {
        IsOutputBlocked = false;
        progress?.End(Loop.Now, UntakenBytes());
        if (!TrySend()) return;
        switch (State)
        {
            case ConnectionState.Sending:
                AfterResponse();
                if (State == ConnectionState.Reading) ReadRequests();
                break;
            case ConnectionState.Reading:
                ReadRequests();
                break;
            case ConnectionState.Running when Current!.OutputWait.IsWaiting:
                Current.OutputDue = Never;
                SetRunDeadline();
                Current.OutputWait.SetResult(0);
                break;
        }
    }

    private void BlockOutput()
    {
        IsOutputBlocked = true;
        if (isWatched && !watchesOutput) WatchSocket(output: true);
        progress ??= new SendProgress(Options);
        SetOutputDeadline(progress.Begin(Loop.Now, UntakenBytes()));
    }

    private void BeginFlush(Exchange exchange, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (exchange.OutputWait.IsWaiting) throw new InvalidOperationException("Another flush of the response is under way.");
        if (!exchange.Response.HasStarted) StartStreaming(exchange);
    }

    /// <summary>Sends a large piece from where it lies, behind what the client has not taken yet.</summary>
    private async ValueTask FlushSlowlyAsync(Exchange exchange, ReadOnlyMemory<byte> pending, CancellationToken cancellationToken)
    {
        if (IsOutputBlocked) await WaitForOutputAsync(exchange, cancellationToken);
        if (CountBody(exchange, pending.Length)) await SendPieceAsync(exchange, pending, cancellationToken);
        exchange.Response.ClearPending();
    }

    private ValueTask SendPieceAsync(Exchange exchange, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (chunked) AppendChunkHeader(piece.Length);
        tail = piece;
        tailEndsChunk = chunked;
        return TrySend() ? default : WaitForOutputAsync(exchange, cancellationToken);
    }

    private async ValueTask WaitForOutputAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (State == ConnectionState.Closed) throw new IOException("The client is gone.");
        if (!IsOutputBlocked) return;
        using (cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (connection, exchange) = ((Connection, Exchange))state!;
                connection.Loop.Post(() => connection.CancelFlush(exchange, token));
            },
            (this, exchange)))
        {
            await exchange.OutputWait.Wait();
        }
    }

    /// <summary>The handler waits no longer. What is half sent cannot be taken back: then the connection ends with it.</summary>
    private void CancelFlush(Exchange exchange, CancellationToken token)
    {
        if (!exchange.OutputWait.IsWaiting) return;
        if (tail.IsEmpty && !IsFileUnderWay) exchange.OutputWait.SetException(new OperationCanceledException(token));
        else Abort();
    }

    private void AppendBody(Exchange exchange, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || !CountBody(exchange, data.Length)) return;
        if (!chunked)
        {
            Append(data);
            return;
        }

        Span<byte> room = ReserveOutput(ChunkFraming.MaxHeaderLength + data.Length + ChunkFraming.DataEnd.Length);
        int length = ChunkFraming.WriteHeader(room, data.Length);
        data.CopyTo(room[length..]);
        length += data.Length;
        ChunkFraming.DataEnd.CopyTo(room[length..]);
        CommitOutput(length + ChunkFraming.DataEnd.Length);
    }

    private void AppendChunkHeader(int size) =>
        CommitOutput(ChunkFraming.WriteHeader(ReserveOutput(ChunkFraming.MaxHeaderLength), size));

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(ReserveOutput(bytes.Length));
        CommitOutput(bytes.Length);
    }

    private Span<byte> ReserveOutput(int count)
    {
        output ??= owner.Buffers.Borrow();
        if (output.Length - outputEnd < count)
        {
            byte[] larger = BufferPool.Allocate(Math.Max(output.Length * 2, outputEnd - outputStart + count));
            Buffer.BlockCopy(output, outputStart, larger, 0, outputEnd - outputStart);
            owner.Buffers.GiveBack(output);
            output = larger;
            outputEnd -= outputStart;
            outputStart = 0;
        }

        return output.AsSpan(outputEnd);
    }

    private void CommitOutput(int count) => outputEnd += count;

    private void ReleaseOutput()
    {
        progress = null;
        if (output is null) return;
        owner.Buffers.GiveBack(output);
        output = null;
        outputStart = outputEnd = 0;
        tail = default;
        tailEndsChunk = false;
        IsOutputBlocked = false;
    }
}
