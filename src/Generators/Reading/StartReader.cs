using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds how an instance of the app comes to be: a static Start or StartAsync, else a constructor.</summary>
internal sealed class StartReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    private const string Expected = "a start method is static, takes a WorkerContext or nothing, and returns the app, or a Task or ValueTask of it";

    public StartModel? Read(INamedTypeSymbol type)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<IMethodSymbol> methods = [.. type.GetMembers("StartAsync").Concat(type.GetMembers("Start")).OfType<IMethodSymbol>().Where(IsStart)];
        return methods.Count switch
        {
            0 => ReadConstructor(type),
            1 => ReadMethod(type, methods[0]),
            _ => Fail(methods[1], type, $"'{methods[0].Name}' and '{methods[1].Name}' would both start it"),
        };
    }

    /// <summary>An instance method called Start may be anything; a static one, or one that asks for the worker, means this.</summary>
    private bool IsStart(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary
        && !known.HasRoute(method)
        && (method.IsStatic || method.Parameters.Any(parameter => KnownTypes.Is(parameter.Type, known.WorkerContext)));

    private StartModel? ReadMethod(INamedTypeSymbol type, IMethodSymbol method)
    {
        bool takesContext = method.Parameters.Length == 1
            && method.Parameters[0].RefKind == RefKind.None
            && KnownTypes.Is(method.Parameters[0].Type, known.WorkerContext);
        StartKind? kind = KindOf(type, method.ReturnType);
        if (!method.IsStatic || method.IsGenericMethod || method.RefKind != RefKind.None || kind is null
            || (method.Parameters.Length > 0 && !takesContext))
        {
            return Fail(method, type, Expected);
        }

        return new StartModel(kind.Value, method.Name, takesContext);
    }

    private StartKind? KindOf(INamedTypeSymbol type, ITypeSymbol returned)
    {
        if (IsApp(type, returned)) return StartKind.Method;
        if (KnownTypes.IsOf(returned, known.TaskOfValue) && IsApp(type, ((INamedTypeSymbol)returned).TypeArguments[0]))
            return StartKind.TaskMethod;
        return KnownTypes.IsOf(returned, known.ValueTaskOfValue) && IsApp(type, ((INamedTypeSymbol)returned).TypeArguments[0])
            ? StartKind.ValueTaskMethod
            : null;
    }

    private static bool IsApp(INamedTypeSymbol type, ITypeSymbol returned) =>
        KnownTypes.Is(returned, type) && returned.NullableAnnotation != NullableAnnotation.Annotated;

    private StartModel? ReadConstructor(INamedTypeSymbol type)
    {
        IMethodSymbol? withContext = type.InstanceConstructors.FirstOrDefault(constructor =>
            constructor.Parameters.Length == 1
            && constructor.Parameters[0].RefKind == RefKind.None
            && KnownTypes.Is(constructor.Parameters[0].Type, known.WorkerContext));
        IMethodSymbol? chosen = withContext ?? type.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.Length == 0);
        if (chosen is null)
            return Fail(type, type, "it has neither a constructor that takes nothing or a WorkerContext, nor a static Start or StartAsync");

        if (MemberLeftUnset(chosen, known) is { } required)
            return Fail(required, type, $"its constructor does not set the required member '{required.Name}'");

        StartKind kind = withContext is null ? StartKind.Constructor : StartKind.ContextConstructor;
        return new StartModel(kind, null, withContext is not null);
    }

    /// <summary>A required member that a constructor does not set.</summary>
    public static ISymbol? MemberLeftUnset(IMethodSymbol constructor, KnownTypes known) =>
        KnownTypes.AttributeOf(constructor, known.SetsRequiredMembers) is not null
            ? null
            : RequiredMember(constructor.ContainingType);

    private static ISymbol? RequiredMember(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType)
        {
            ISymbol? required = level.GetMembers()
                .FirstOrDefault(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });
            if (required is not null) return required;
        }

        return null;
    }

    private StartModel? Fail(ISymbol place, INamedTypeSymbol type, string reason)
    {
        problems.Add(AppRules.CannotStart, Places.NameOf(place) ?? Places.NameOf(type), type.Name, reason);
        return null;
    }
}
