using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what a handler takes and returns.</summary>
internal sealed class SignatureReader(KnownTypes known, AppSources sources, Problems problems, CancellationToken cancellationToken)
{
    private readonly ParameterReader parameters = new(known, sources, problems, cancellationToken);

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

        ResultKind? result = ReadResult(method, isWebSocket, out JsonTypeModel? jsonResult);
        bool complete = TryReadBodyLimit(method, out long? maxRequestBody) & result is not null & (!isWebSocket || TakesOneSocket(method));
        bool isChecked = false;
        var calls = new List<CallModel>();
        for (int i = 0; i < templates.Count; i++)
        {
            var arguments = new List<ArgumentModel>();
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                ArgumentModel? argument = parameters.Read(parameter, templates[i], isWebSocket);
                if (argument is null) complete = false;
                else arguments.Add(argument);
            }

            if (complete && !isChecked)
            {
                isChecked = true;
                complete = CheckBody(method, arguments);
            }

            if (complete)
            {
                calls.Add(new CallModel(
                    Names.Escape(method.Name), method.IsStatic, result!.Value, arguments.ToEquatableArray(), maxRequestBody, jsonResult));
            }
        }

        return complete ? calls : null;
    }

    /// <summary>Whether a method takes only what every request has.</summary>
    public bool IsBare(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsGenericMethod: false }
        && method.Parameters.All(parameters.IsBare);

    /// <summary>Whether at most one thing reads the body, and of a request that has one.</summary>
    private bool CheckBody(IMethodSymbol method, List<ArgumentModel> arguments)
    {
        List<int> readers = [.. Enumerable.Range(0, arguments.Count).Where(i => arguments[i].IsFromBody)];
        if (readers.Count == 0) return true;
        foreach (int i in readers.Skip(1))
        {
            if (arguments[i].IsFromForm && arguments[readers[0]].IsFromForm) continue;
            problems.Add(
                BindingRules.TwoBodies, Places.NameOf(method.Parameters[i]), method.Parameters[readers[0]].Name, method.Parameters[i].Name);
            return false;
        }

        IParameterSymbol first = method.Parameters[readers[0]];
        string? bodiless = method.GetAttributes().Select(known.HttpMethodOf).FirstOrDefault(name => name is "GET" or "HEAD");
        if (bodiless is not null) problems.Add(BindingRules.BodyOfGet, Places.NameOf(first), first.Name, bodiless);
        return true;
    }

    private bool TryReadBodyLimit(IMethodSymbol method, out long? bytes)
    {
        bytes = null;
        AttributeData? attribute = KnownTypes.AttributeOf(method, known.MaxRequestBodyAttribute);
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

    private ResultKind? ReadResult(IMethodSymbol method, bool isWebSocket, out JsonTypeModel? json)
    {
        json = null;
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

        if (result is null && method.RefKind == RefKind.None && ReadJsonResult(method, out json) is { } jsonResult) return jsonResult;
        if (result is null && sources.HasBrokenJson) return null;
        if (result is null && sources.Json is { } context && MayBeJson(method))
        {
            string shown = known.Awaited(method.ReturnType).ToDisplayString(Names.Short);
            problems.Add(BindingRules.NotDeclared, Places.ReturnTypeOf(method, cancellationToken), context.ShortName, shown);
            return null;
        }

        if (result is null) problems.Add(HandlerRules.UnsupportedReturn, Places.ReturnTypeOf(method, cancellationToken), ReturnType());
        return result;

        string ReturnType() => (method.RefKind == RefKind.None ? "" : "ref ") + method.ReturnType.ToDisplayString(Names.Short);
    }

    /// <summary>What is returned as JSON: a type that the app's context declares.</summary>
    private ResultKind? ReadJsonResult(IMethodSymbol method, out JsonTypeModel? json)
    {
        ITypeSymbol type = known.Awaited(method.ReturnType);
        bool isPending = !ReferenceEquals(type, method.ReturnType);
        bool isDeclared = sources.Json?.Declares(type) == true;
        json = isDeclared ? sources.Json!.Of(type) : null;
        return !isDeclared ? null : isPending ? ResultKind.PendingJson : ResultKind.Json;
    }

    /// <summary>Whether declaring the type is what a handler lacks: data, not what is itself a way to answer or to wait.</summary>
    private bool MayBeJson(IMethodSymbol method) =>
        method.RefKind == RefKind.None
        && known.Awaited(method.ReturnType) is { IsRefLikeType: false, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Enum or TypeKind.Array or TypeKind.Interface } type
        && ResultOf(type) is null
        && !KnownTypes.IsOf(type, known.AsyncEnumerable)
        && ReferenceEquals(known.Awaited(type), type);

    private ResultKind? ResultOf(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void) return ResultKind.Void;
        if (IsValue(type)) return ResultKind.Value;
        if (KnownTypes.Is(type, known.Task)) return ResultKind.Task;
        if (KnownTypes.Is(type, known.ValueTask)) return ResultKind.ValueTask;
        if (known.Awaited(type) is var awaited && !ReferenceEquals(awaited, type)) return IsValue(awaited) ? ResultKind.PendingValue : null;
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
}
