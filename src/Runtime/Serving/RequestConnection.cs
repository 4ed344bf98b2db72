using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>A connection and the application that answers on it.</summary>
/// <typeparam name="TApp">The application.</typeparam>
/// <typeparam name="TDispatch">Where its handlers run.</typeparam>
internal sealed class RequestConnection<TApp, TDispatch>(
    ServingLoop<TApp, TDispatch> owner, int fd, PeerAddress peer, Transport? transport = null)
    : Connection(owner, fd, peer, transport)
    where TApp : class, IGatewayApplication<TApp>
    where TDispatch : struct, IDispatch
{
    // A client that pipelines without end gives way to the others after so many requests.
    private const int MostPerTurn = 256;

    private ValueTask running;
    private Exchange? runningExchange;
    private Action? onHandlerDone;

    /// <summary>The request's turn has come; see <see cref="ServingLoop.TryEnter"/>.</summary>
    public override void RunQueued()
    {
        Run(Current!);
        if (State == ConnectionState.Reading) ReadRequests();
    }

    protected override void ReadRequests()
    {
        for (int turn = 0; State == ConnectionState.Reading; turn++)
        {
            if (turn == MostPerTurn)
            {
                if (HasOutput && !TrySend()) return;
                Loop.Post(static state => ((RequestConnection<TApp, TDispatch>)state!).TakeTurn(), this);
                return;
            }

            if (!HasInput && (!IsReadable || !ReceiveAnew())) break;
            Exchange exchange = Current ??= owner.BorrowExchange();
            switch (exchange.Parser.Parse(Unparsed, exchange.Head, Options.Limits))
            {
                case ParseStatus.Complete:
                    BeginRequest(exchange);
                    Start(exchange);
                    continue;
                case ParseStatus.Error:
                    RefuseRequest(exchange.Parser.ErrorStatus, exchange.Parser.ErrorReason);
                    continue;
            }

            MakeRoomForHead();
            if (!IsReadable || !Receive()) break;
        }

        if (State == ConnectionState.Reading) Settle();
    }

    private void TakeTurn()
    {
        if (State == ConnectionState.Reading) ReadRequests();
    }

    protected override void OnAbandoned()
    {
        if (runningExchange is null)
        {
            owner.LeaveQueue(this);
            return;
        }

        runningExchange = null;
        if (!IsUpgraded) owner.Leave();
    }

    protected override void OnUpgraded() => owner.Leave();

    private void Start(Exchange exchange)
    {
        owner.ApplyTrust(exchange.Request);
        if (exchange.Head.ContentLength > Options.MaxRequestBody)
        {
            RefuseRequest(413, $"The request body is over {Options.MaxRequestBody} bytes.");
            return;
        }

        try
        {
            exchange.Handler = TApp.Select(exchange.Request);
        }
        catch (Exception e)
        {
            var expected = e as HttpStatusException;
            if (expected is null) ServingLog.HandlerFailed(Options.Logger, exchange.Request.Method, exchange.Request.Target, e);
            RefuseRequest(expected?.Status ?? 500, expected?.Message ?? "Internal Server Error");
            return;
        }

        if (owner.TryEnter(this))
        {
            Run(exchange);
            return;
        }

        State = ConnectionState.Queued;
        SetRunDeadline();
    }

    private void Run(Exchange exchange)
    {
        State = ConnectionState.Running;
        runningExchange = exchange;
        try
        {
            ValueTask task = exchange.Handler.Id >= 0
                ? owner.Dispatch.RunAsync(owner.Application, exchange.Handler, exchange.Request, exchange.Response)
                : AnswerWithoutHandler(exchange);
            if (!task.IsCompleted)
            {
                // Away from the loop by then, if the handler left it: it is brought back.
                running = task;
                SetRunDeadline();
                task.GetAwaiter().UnsafeOnCompleted(onHandlerDone ??= OnHandlerDone);
                return;
            }

            task.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            OnHandlerFailed(exchange, e);
        }

        EndRun(exchange);
    }

    private void OnHandlerDone()
    {
        if (!Loop.InLoop)
        {
            Loop.Post(OnHandlerDone);
            return;
        }

        Exchange? exchange = runningExchange;
        ValueTask task = running;
        running = default;
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            // A handler that was left behind fails because of that; there is nobody to answer.
            if (exchange is null) return;
            OnHandlerFailed(exchange, e);
        }

        if (exchange is null) return;
        EndRun(exchange);
        if (State == ConnectionState.Reading) ReadRequests();
    }

    private void EndRun(Exchange exchange)
    {
        // Closed meanwhile: whoever closed it has left already.
        if (runningExchange is null) return;
        runningExchange = null;
        if (!IsUpgraded) owner.Leave();
        CompleteResponse(exchange);
    }

    private static ValueTask AnswerWithoutHandler(Exchange exchange)
    {
        Response response = exchange.Response;
        bool notFound = exchange.Handler.IsNotFound;
        response.Status = notFound ? 404 : 405;
        response.ContentType = Response.PlainText;
        if (exchange.Handler.Allow is { } allow) response.Headers.Add("Allow", allow);
        response.Write(notFound ? "Not Found\n"u8 : "Method Not Allowed\n"u8);
        return default;
    }

    private void OnHandlerFailed(Exchange exchange, Exception failure)
    {
        if (runningExchange is null) return;
        Response response = exchange.Response;
        var expected = failure as HttpStatusException;
        if (expected is null) ServingLog.HandlerFailed(Options.Logger, exchange.Request.Method, exchange.Request.Target, failure);
        if (response.HasStarted)
        {
            Abort();
            return;
        }

        response.Reset();
        response.Status = expected?.Status ?? 500;
        response.ContentType = Response.PlainText;
        response.Write(expected is null ? "Internal Server Error\n" : expected.Message + "\n");
    }
}
