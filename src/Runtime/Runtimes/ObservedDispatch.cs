using Gatehouse.Serving;
using Gatehouse.Supervision;

namespace Gatehouse.Runtimes;

/// <summary>
/// A dispatch whose supervisor sees which handler has the loop: one that never gives it back can then be named. A composition of value
/// types, so that the way to the handler stays without a virtual call.
/// </summary>
internal readonly struct ObservedDispatch<TDispatch>(TDispatch dispatch, WorkerSlot slot) : IDispatch
    where TDispatch : struct, IDispatch
{
    public ValueTask RunAsync<TApp>(TApp application, Handler handler, Request request, Response response)
        where TApp : class, IGatewayApplication<TApp>
    {
        slot.BeginOnLoop(request);
        try
        {
            return dispatch.RunAsync(application, handler, request, response);
        }
        finally
        {
            slot.EndOnLoop();
        }
    }
}
