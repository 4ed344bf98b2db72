using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with WebSockets.</summary>
internal static class WebSocketRules
{
    public static readonly DiagnosticDescriptor NoSocket = new(
        "GH0401",
        "A WebSocket handler must take one socket",
        "'{0}' must take one GatewayWebSocket; it takes {1}",
        Rule.WebSockets,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The handler is called once for each connection, and talks to its client through the socket alone.",
        Rule.HelpFor("GH0401"));

    public static readonly DiagnosticDescriptor NoTask = new(
        "GH0402",
        "A WebSocket handler must return a task",
        "'{0}' cannot return '{1}': the connection is open until its Task or ValueTask is done",
        Rule.WebSockets,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "There is no answer to return, and a method that waited without a task would hold its thread as long as the connection is open.",
        Rule.HelpFor("GH0402"));

    public static readonly DiagnosticDescriptor NotAlone = new(
        "GH0403",
        "A WebSocket handler cannot answer requests",
        "'{0}' serves a WebSocket and cannot answer {1} as well",
        Rule.WebSockets,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A request that is no WebSocket handshake has no socket to give to the handler.",
        Rule.HelpFor("GH0403"));

    public static readonly DiagnosticDescriptor BadValue = new(
        "GH0404",
        "A WebSocket must be declared exactly",
        "The declaration is not valid: {0}",
        Rule.WebSockets,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An origin or a subprotocol that is misspelt is never met, and a limit out of range limits nothing.",
        Rule.HelpFor("GH0404"));
}
