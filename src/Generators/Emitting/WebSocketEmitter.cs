using System.Globalization;
using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Emits the call of a WebSocket handler: the arguments are bound first, since nothing can be refused once the connection is
/// upgraded, and travel to the call as a tuple, so that no other handler pays for a closure.
/// </summary>
internal static class WebSocketEmitter
{
    private const string Upgrade = "global::Gatehouse.CompilerServices.WebSocketUpgrade";
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    /// <summary>The call, on several lines.</summary>
    public static string Call(RouteModel route, WebSocketModel socket, string receiver, ArgumentEmitter arguments)
    {
        // A tuple has two elements or more: the request is in it whether or not the handler takes it.
        var bound = new List<string> { "application", "request" };
        var passed = new List<string>();
        foreach (ArgumentModel argument in route.Call.Arguments)
        {
            if (argument.Kind == ArgumentKind.WebSocket)
            {
                passed.Add("socket");
                continue;
            }

            if (argument.Kind == ArgumentKind.Request)
            {
                passed.Add("call.Item2");
                continue;
            }

            bound.Add(arguments.Emit(argument));
            passed.Add($"call.Item{bound.Count}");
        }

        string invocation = $"{receiver}.{route.Call.MethodName}({string.Join(", ", passed)})";
        if (route.Call.Result == ResultKind.Task) invocation = $"new {ValueTask}({invocation})";
        return string.Join(
            "\n",
            $"{Upgrade}.ServeAsync(",
            "request,",
            "response,",
            $"{Declaration(route, socket)},",
            $"({string.Join(", ", bound)}),",
            $"static (call, socket) => {invocation})");
    }

    private static string Declaration(RouteModel route, WebSocketModel socket)
    {
        var properties = new List<string>();
        Add("Subprotocols", socket.Subprotocols.Count == 0 ? null : List(socket.Subprotocols));
        Add("Origins", socket.Origins.Count == 0 ? null : List(socket.Origins));
        Add("MaxMessageBytes", socket.MaxMessageBytes?.ToString(CultureInfo.InvariantCulture));
        Add("Compression", socket.Compression is { } isOn ? (isOn ? "true" : "false") : null);
        Add("PingInterval", Text(socket.PingInterval));
        Add("PingTimeout", Text(socket.PingTimeout));
        string initializer = properties.Count == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
        return $"new global::Gatehouse.WebSocketAttribute({SourceWriter.Quote(route.Template.Text)}){initializer}";

        void Add(string name, string? value)
        {
            if (value is not null) properties.Add($"{name} = {value}");
        }
    }

    private static string List(EquatableArray<string> texts) => $"[{string.Join(", ", texts.Select(SourceWriter.Quote))}]";

    private static string? Text(double? seconds) => seconds?.ToString("R", CultureInfo.InvariantCulture);
}
