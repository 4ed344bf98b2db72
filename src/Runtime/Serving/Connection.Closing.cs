namespace Gatehouse.Serving;

/// <content>The end of a connection.</content>
internal abstract partial class Connection
{
    /// <summary>
    /// Closes after the answer is out. Bytes that nobody read would make close(2) send a reset, which can destroy the answer
    /// before the client saw it: then our side closes first, and the client's bytes are read away for a while.
    /// </summary>
    protected void CloseGracefully()
    {
        // Only a client that has said so sends nothing more: any other may have a request on its way.
        if (Current is { Head.KeepAlive: false } && !HasInput && IsBodyDone && !readable)
        {
            Close();
            return;
        }

        ShutdownWrite();
        State = ConnectionState.Lingering;
        drained = 0;
        ReleaseOutput();
        Loop.SetDeadline(this, LingerEnd);
        ReadAway();
    }

    /// <summary>
    /// An idle client's time is over. What it has sent while the loop was busy is served still; what it is just sending must not
    /// be met by a reset where a worker drains, for then the client has done nothing to deserve one.
    /// </summary>
    private void EndIdle()
    {
        OnReady(Linux.PollEvents.In);
        if (!IsIdle) return;
        if (owner.IsDraining) CloseGracefully();
        else Close();
    }

    /// <summary>Closes with a reset, so that a cut-off answer cannot pass for a whole one.</summary>
    internal void Abort() => Close(reset: true);

    internal void Close() => Close(reset: false);

    private void Close(bool reset)
    {
        if (State == ConnectionState.Closed) return;
        RecordClosed();
        ConnectionState before = State;
        State = ConnectionState.Closed;
        Loop.ClearDeadline(this);
        CloseSocket(reset);
        ReleaseOutput();
        if (Current is { } exchange)
        {
            Current = null;
            if (before is ConnectionState.Running or ConnectionState.Queued)
            {
                // The handler may still look at its request: neither the exchange nor the buffer is used again. It is abandoned
                // first, because parting resumes it, and its end must not find a connection to answer on.
                input = null;
                OnAbandoned();
                exchange.Detach(abort: true);
            }
            else
            {
                owner.GiveBack(exchange);
            }
        }

        if (input is not null) owner.Buffers.GiveBack(input);
        input = null;
        owner.Remove(this);
    }

    private void ReadAway()
    {
        while (readable && drained < MostDrained)
        {
            start = end = 0;
            if (!Receive()) break;
            drained += end;
        }

        if (State != ConnectionState.Lingering) return;
        if (endOfInput || drained >= MostDrained)
        {
            Close();
        }
        else if (input is not null)
        {
            owner.Buffers.GiveBack(input);
            ForgetInput();
        }
    }
}
