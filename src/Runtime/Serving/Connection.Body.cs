using Gatehouse.Http;

namespace Gatehouse.Serving;

internal abstract partial class Connection
{
    private long bodyRemaining;
    private bool owesContinue;
    private bool bodyFailed;
    private Memory<byte> bodyDestination;
    private CancellationTokenRegistration bodyCancellation;

    /// <summary>Whether the whole body was read, or there is none.</summary>
    protected bool IsBodyDone { get; private set; } = true;

    /// <summary>Bytes of the body that came.</summary>
    private long BodyBytes =>
        Current!.Head.Framing == BodyFraming.Chunked ? Current.Chunks.Decoded : Current.Head.ContentLength - bodyRemaining;

    /// <summary>
    /// Whether what is left of the body is little enough to be read away, so that the connection can serve another request.
    /// A client that still waits for 100 (Continue) may or may not send its body, so nothing can follow.
    /// </summary>
    private bool CanDrainBody => IsBodyDone
        || (!owesContinue && !bodyFailed && (Current!.Head.Framing == BodyFraming.Chunked || bodyRemaining <= MostDrained));

    /// <summary>Reads body bytes for the handler; on the loop's thread.</summary>
    public ValueTask<int> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (Current!.BodyWait.IsWaiting) throw new InvalidOperationException("Another read of the request body is under way.");
        cancellationToken.ThrowIfCancellationRequested();
        if (IsDeclaredTooLarge) throw BodyTooLarge();
        if (owesContinue && !IsBodyDone) SettleContinue();
        int count = TryReadBody(destination.Span);
        if (count >= 0) return new ValueTask<int>(count);
        bodyDestination = destination;
        if (!IsUpgraded)
        {
            Current.BodyRate.BeginWait(Loop.Now);
            long tooSlowAt = Current.BodyRate.FailsAt(BodyBytes, Options.MinBodyRate, Options.RateGrace);
            Current.BodyDue = Math.Min(Loop.Now + Options.BodyTimeout, tooSlowAt);
            SetRunDeadline();
        }

        ValueTask<int> wait = Current.BodyWait.Wait();
        if (cancellationToken.CanBeCanceled)
        {
            bodyCancellation = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var self = (Connection)state!;
                    self.Loop.Post(() => self.FailBodyRead(new OperationCanceledException(token)));
                },
                this);
        }

        return wait;
    }

    /// <summary>The whole body without a copy, when it came with its head or there is none.</summary>
    public bool TryTakeWholeBody(out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (IsBodyDone) return true;
        if (Current!.Head.Framing != BodyFraming.ContentLength || end - start < bodyRemaining || IsDeclaredTooLarge) return false;
        body = input.AsMemory(start, (int)bodyRemaining);
        start += (int)bodyRemaining;
        bodyRemaining = 0;
        IsBodyDone = true;
        return true;
    }

    /// <summary>Whether the handler made the limit smaller than what the client declared and nobody has read.</summary>
    private bool IsDeclaredTooLarge => !IsBodyDone && Current!.Head.ContentLength > Current.Request.MaxRequestBody;

    private void BeginBody(RequestHead head)
    {
        bodyRemaining = head.ContentLength;
        owesContinue = head.ExpectContinue;
        bodyFailed = false;
        IsBodyDone = head.Framing == BodyFraming.None || (head.Framing == BodyFraming.ContentLength && head.ContentLength == 0);
    }

    private void ContinueBodyRead()
    {
        try
        {
            int count = TryReadBody(bodyDestination.Span);
            if (count < 0) return;
            EndBodyWait();
            Current!.BodyWait.SetResult(count);
        }
        catch (Exception e) when (e is HttpStatusException or IOException)
        {
            FailBodyRead(e);
        }
    }

    private void FailBodyRead(Exception reason)
    {
        if (State != ConnectionState.Running || !Current!.BodyWait.IsWaiting) return;
        EndBodyWait();
        Current.BodyWait.SetException(reason);
    }

    private void EndBodyWait()
    {
        bodyDestination = default;
        bodyCancellation.Dispose();
        bodyCancellation = default;
        Current!.BodyRate.EndWait(Loop.Now);
        Current.BodyDue = Never;
        SetRunDeadline();
    }

    /// <summary>Body bytes that can be had without waiting; 0 at the end, -1 when the client has to send more.</summary>
    private int TryReadBody(Span<byte> destination)
    {
        if (IsBodyDone) return 0;
        if (IsUpgraded) return TryReadRaw(destination);
        return Current!.Head.Framing == BodyFraming.ContentLength ? TryReadCounted(destination) : TryReadChunked(destination);
    }

    private int TryReadCounted(Span<byte> destination)
    {
        if (destination.Length > bodyRemaining) destination = destination[..(int)bodyRemaining];
        int count;
        if (HasInput)
        {
            count = Math.Min(destination.Length, end - start);
            input.AsSpan(start, count).CopyTo(destination);
            start += count;
        }
        else
        {
            count = ReceiveInto(destination);
            if (count < 0) return -1;
        }

        bodyRemaining -= count;
        IsBodyDone = bodyRemaining == 0;
        return count;
    }

    private int TryReadChunked(Span<byte> destination)
    {
        while (true)
        {
            if (!HasInput && !ReceiveBody()) return -1;

            // No more input than there is room: a run of data then always fits.
            ReadOnlySpan<byte> next = Unparsed[..Math.Min(end - start, destination.Length)];
            switch (Current!.Chunks.Decode(next, out int consumed, out int dataStart, out int dataLength))
            {
                case ChunkStatus.Data:
                    input.AsSpan(start + dataStart, dataLength).CopyTo(destination);
                    start += consumed;
                    if (Current.Chunks.Decoded > Current.Request.MaxRequestBody) throw BodyTooLarge();
                    return dataLength;
                case ChunkStatus.Complete:
                    start += consumed;
                    IsBodyDone = true;
                    return 0;
                case ChunkStatus.Error:
                    throw BodyFailure(Current.Chunks.ErrorStatus, Current.Chunks.ErrorReason);
                default:
                    start += consumed;
                    break;
            }
        }
    }

    /// <summary>Receives behind the head, which stays where it is. False when nothing came.</summary>
    private bool ReceiveBody()
    {
        int headEnd = headStart + Current!.Head.Length;
        start = end = headEnd;
        if (input!.Length - headEnd < BufferPool.BufferSize / 4)
        {
            byte[] larger = BufferPool.Allocate(headEnd + BufferPool.BufferSize);
            Buffer.BlockCopy(input, 0, larger, 0, headEnd);
            owner.Buffers.GiveBack(input);
            input = larger;
            Current.Request.Rebase(larger, headStart);
        }

        if (readable && Receive()) return true;
        ThrowIfEnded();
        return false;
    }

    /// <summary>Receives straight into the handler's memory: no copy in between. -1 when nothing came.</summary>
    private int ReceiveInto(Span<byte> destination)
    {
        int count = readable ? ReceiveSome(destination) : Transport.Wait;
        if (count > 0) return count;
        ThrowIfEnded();
        return count == Transport.Wait ? Transport.Wait : throw new IOException("The client is gone.");
    }

    private void ThrowIfEnded()
    {
        if (endOfInput) throw BodyFailure(400, "The request body ended early.");
    }

    /// <summary>The body is broken: where it ends is in doubt, so no other request can follow it.</summary>
    private HttpStatusException BodyFailure(int status, string reason)
    {
        bodyFailed = true;
        return new HttpStatusException(status, reason);
    }

    private HttpStatusException BodyTooLarge() => BodyFailure(413, $"The request body is over {Current!.Request.MaxRequestBody} bytes.");

    // A client that has begun to send its body waits for nothing any more (RFC 9110 section 10.1.1).
    private void SettleContinue()
    {
        owesContinue = false;
        if (HasInput) return;
        "HTTP/1.1 100 Continue\r\n\r\n"u8.CopyTo(ReserveOutput(25));
        CommitOutput(25);
        TrySend();
    }

    /// <summary>Reads away what the handler left of the body; then the connection is ready for the next request.</summary>
    private void DrainBody()
    {
        bool waited = State == ConnectionState.Draining;
        try
        {
            while (!IsBodyDone)
            {
                int count = TryReadBody(owner.Scratch);
                if (count < 0)
                {
                    State = ConnectionState.Draining;

                    // Once for all that is left, or a byte now and then would keep the connection for ever.
                    if (!waited) Loop.SetDeadline(this, Loop.Now + Options.BodyTimeout);
                    return;
                }

                drained += count;
                if (drained > MostDrained)
                {
                    CloseGracefully();
                    return;
                }
            }
        }
        catch (Exception e) when (e is HttpStatusException or IOException)
        {
            CloseGracefully();
            return;
        }

        EndRequest();
        if (waited) ReadRequests();
    }
}
