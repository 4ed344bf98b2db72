using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what a handler takes and returns.</summary>
internal sealed class SignatureReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    /// <summary>Reads a handler, for each of its templates; without one, for the bare callable. Null is an error that was reported.</summary>
    public IReadOnlyList<CallModel>? Read(IMethodSymbol method, IReadOnlyList<RouteTemplate?> templates, bool isWebSocket)
    {
        string? fault = method switch
        {
            { MethodKind: MethodKind.ExplicitInterfaceImplementation } => "an explicit interface implementation has no name to call it by",
            { MethodKind: not MethodKind.Ordinary } => "it is not an ordinary method",
            { IsGenericMethod: true } => "it has type parameters, and nothing says which types they are",
            _ => null,
        };
        if (fault is not null)
        {
            problems.Add(HandlerRules.NotCallable, Places.NameOf(method), method.Name, fault);
            return null;
        }

        ResultKind? result = ReadResult(method, isWebSocket);
        bool complete = TryReadBodyLimit(method, out long? maxRequestBody) & result is not null & (!isWebSocket || TakesOneSocket(method));
        var calls = new List<CallModel>();
        for (int i = 0; i < templates.Count; i++)
        {
            var arguments = new List<ArgumentModel>();
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                ArgumentModel? argument = ReadArgument(parameter, templates[i], isWebSocket, isFirstTemplate: i == 0);
                if (argument is null) complete = false;
                else arguments.Add(argument);
            }

            if (complete)
                calls.Add(new CallModel(Names.Escape(method.Name), method.IsStatic, result!.Value, arguments.ToEquatableArray(), maxRequestBody));
        }

        return complete ? calls : null;
    }

    /// <summary>Whether a method takes only what every request has.</summary>
    public bool IsBare(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsGenericMethod: false }
        && method.Parameters.All(parameter => IsByValue(parameter) && Ambient(parameter.Type) is not null);

    private bool TryReadBodyLimit(IMethodSymbol method, out long? bytes)
    {
        bytes = null;
        AttributeData? attribute = method.GetAttributes()
            .FirstOrDefault(data => KnownTypes.Is(data.AttributeClass, known.MaxRequestBodyAttribute));
        if (attribute is null) return true;
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind == TypedConstantKind.Error)
        {
            problems.AddCompilerError();
            return false;
        }

        string text = attribute.ConstructorArguments[0].Value as string ?? "";
        bytes = ByteSize.Parse(text);
        if (bytes is not null) return true;
        problems.Add(HandlerRules.BadBodyLimit, Places.OfArgument(attribute, 0, cancellationToken), text);
        return false;
    }

    private bool TakesOneSocket(IMethodSymbol method)
    {
        int sockets = method.Parameters.Count(parameter => KnownTypes.Is(parameter.Type, known.GatewayWebSocket));
        if (sockets != 1) problems.Add(WebSocketRules.NoSocket, Places.NameOf(method), method.Name, sockets == 0 ? "none" : "more");
        return sockets == 1;
    }

    private ResultKind? ReadResult(IMethodSymbol method, bool isWebSocket)
    {
        if (method is { ReturnsVoid: true, IsAsync: true })
        {
            problems.Add(HandlerRules.AsyncVoid, Places.ReturnTypeOf(method, cancellationToken), method.Name);
            return null;
        }

        if (method.ReturnType.TypeKind == TypeKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        ResultKind? result = method.RefKind == RefKind.None ? ResultOf(method.ReturnType) : null;
        if (isWebSocket && result is not (ResultKind.Task or ResultKind.ValueTask))
        {
            problems.Add(WebSocketRules.NoTask, Places.ReturnTypeOf(method, cancellationToken), method.Name, ReturnType());
            return null;
        }

        if (result is null) problems.Add(HandlerRules.UnsupportedReturn, Places.ReturnTypeOf(method, cancellationToken), ReturnType());
        return result;

        string ReturnType() => (method.RefKind == RefKind.None ? "" : "ref ") + method.ReturnType.ToDisplayString(Names.Short);
    }

    private ResultKind? ResultOf(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void) return ResultKind.Void;
        if (IsValue(type)) return ResultKind.Value;
        if (KnownTypes.Is(type, known.Task)) return ResultKind.Task;
        if (KnownTypes.Is(type, known.ValueTask)) return ResultKind.ValueTask;
        if (KnownTypes.IsOf(type, known.TaskOfValue) || KnownTypes.IsOf(type, known.ValueTaskOfValue))
            return IsValue(((INamedTypeSymbol)type).TypeArguments[0]) ? ResultKind.PendingValue : null;
        return KnownTypes.IsOf(type, known.AsyncEnumerable) && IsPiece(((INamedTypeSymbol)type).TypeArguments[0])
            ? ResultKind.Stream
            : null;
    }

    private bool IsPiece(ITypeSymbol type) =>
        IsBytes(type)
        || (KnownTypes.IsOf(type, known.ServerSentEvent)
            && ((INamedTypeSymbol)type).TypeArguments[0].SpecialType == SpecialType.System_String);

    private bool IsValue(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String
        || type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte }
        || KnownTypes.Is(type, known.Response)
        || IsBytes(type);

    private bool IsBytes(ITypeSymbol type) =>
        KnownTypes.IsOf(type, known.ReadOnlyMemory)
        && ((INamedTypeSymbol)type).TypeArguments[0].SpecialType == SpecialType.System_Byte;

    private ArgumentModel? ReadArgument(IParameterSymbol parameter, RouteTemplate? template, bool isWebSocket, bool isFirstTemplate)
    {
        ITypeSymbol type = parameter.Type;
        if (type.TypeKind == TypeKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        if (!IsByValue(parameter)) return Unsupported(parameter, "it is passed by reference", isFirstTemplate);
        if (KnownTypes.Is(type, known.GatewayWebSocket))
        {
            return isWebSocket
                ? new ArgumentModel(ArgumentKind.WebSocket)
                : Unsupported(parameter, "only the handler of a WebSocket route has one", isFirstTemplate);
        }

        if (isWebSocket && KnownTypes.Is(type, known.Response))
            return Unsupported(parameter, "a WebSocket has no response: its request is answered before the handler runs", isFirstTemplate);
        if (Ambient(type) is { } ambient) return new ArgumentModel(ambient);
        if (Bindable(type) is not { } kind)
        {
            string reason = "it is neither Request, Response or CancellationToken nor a type that parses itself (ISpanParsable)";
            return Unsupported(parameter, reason, isFirstTemplate);
        }

        if (template is null) return Unsupported(parameter, "only a route has parameters of its own", isFirstTemplate);
        int slot = template.SlotOf(parameter.Name);
        if (slot < 0)
        {
            problems.Add(RouteRules.MissingParameter, Places.NameOf(parameter), parameter.Name, template.Text);
            return null;
        }

        string? typeName = kind == ArgumentKind.RouteParsed ? type.ToDisplayString(Names.Full) : null;
        return new ArgumentModel(kind, slot, parameter.Name, typeName);
    }

    private static bool IsByValue(IParameterSymbol parameter) => parameter.RefKind is RefKind.None or RefKind.In;

    private ArgumentKind? Ambient(ITypeSymbol type) =>
        KnownTypes.Is(type, known.Request) ? ArgumentKind.Request
        : KnownTypes.Is(type, known.Response) ? ArgumentKind.Response
        : KnownTypes.Is(type, known.CancellationToken) ? ArgumentKind.Aborted
        : null;

    private ArgumentKind? Bindable(ITypeSymbol type)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_String: return ArgumentKind.RouteText;
            case SpecialType.System_Int32: return ArgumentKind.RouteInt32;
            case SpecialType.System_Int64: return ArgumentKind.RouteInt64;
        }

        if (KnownTypes.Is(type, known.Guid)) return ArgumentKind.RouteGuid;
        bool parsesItself = type is INamedTypeSymbol { IsFileLocal: false, TypeKind: TypeKind.Class or TypeKind.Struct }
            && type.AllInterfaces.Any(contract =>
                KnownTypes.IsOf(contract, known.SpanParsable) && SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], type));
        return parsesItself ? ArgumentKind.RouteParsed : null;
    }

    private ArgumentModel? Unsupported(IParameterSymbol parameter, string reason, bool isFirstTemplate)
    {
        // What is wrong with the type is wrong for every template: said once.
        if (isFirstTemplate)
        {
            string type = parameter.Type.ToDisplayString(Names.Short);
            problems.Add(HandlerRules.UnsupportedParameter, Places.TypeOf(parameter, cancellationToken), type, reason);
        }

        return null;
    }
}
