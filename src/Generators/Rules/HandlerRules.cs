using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with handlers.</summary>
internal static class HandlerRules
{
    public static readonly DiagnosticDescriptor UnsupportedReturn = new(
        "GH0201",
        "A handler must return what can be sent",
        "A handler cannot return '{0}'",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A handler returns void, string, byte[], ReadOnlyMemory<byte>, Response, a type that the app's JSON context declares, a Task or ValueTask of these or of nothing, IAsyncEnumerable<ReadOnlyMemory<byte>> or IAsyncEnumerable<SseItem<string>>.",
        Rule.HelpFor("GH0201"));

    public static readonly DiagnosticDescriptor UnsupportedParameter = new(
        "GH0202",
        "A handler must take what can be bound",
        "A handler cannot take '{0}': {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A handler takes Request, Response, CancellationToken, WorkerContext, route parameters, and what [FromQuery], [FromHeader], [FromForm], [FromBody] and [FromServices] mark.",
        Rule.HelpFor("GH0202"));

    public static readonly DiagnosticDescriptor AsyncVoid = new(
        "GH0203",
        "A handler must not be async void",
        "'{0}' is async void, so that nobody can wait for its answer",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The answer is sent when the handler returns, which an async void method does at its first await; what it throws later ends the process.",
        Rule.HelpFor("GH0203"));

    public static readonly DiagnosticDescriptor NotCallable = new(
        "GH0204",
        "A handler must be a method that can be called",
        "'{0}' cannot be a handler: {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The route switch calls a handler by its name, with no type arguments.",
        Rule.HelpFor("GH0204"));

    public static readonly DiagnosticDescriptor TwoBareCallables = new(
        "GH0205",
        "A gateway app has one bare callable",
        "'{0}' and '{1}' would both answer every path",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Handle and HandleAsync answer what no route does; there can be one.",
        Rule.HelpFor("GH0205"));

    public static readonly DiagnosticDescriptor BadBodyLimit = new(
        "GH0206",
        "A body limit must be a size",
        "'{0}' is not a size, such as 65536, 500k or 50m",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A size is a number of bytes, or one with k, m or g for 2^10, 2^20 and 2^30.",
        Rule.HelpFor("GH0206"));
}
