using Gatehouse.Loop;

namespace Gatehouse.Serving;

internal abstract partial class Connection
{
    private void LogAccess(Request request, Response response, int status, long bodyBytes)
    {
        if (Options.AccessLog is not { } log) return;
        log.Write(new AccessLogEntry
        {
            Request = request,
            Client = request.Client,
            Response = response,
            Status = status,
            BodyBytes = bodyBytes,
            Elapsed = log.IsTimed ? EventLoop.ReadClock() - Current!.StartedAt : 0,
            Clock = owner.Clock,
        });
    }
}
