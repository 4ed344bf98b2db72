using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Which headers the flags of the options name, and where; and which hosts are allowed.</summary>
internal static class ForwardedFields
{
    public const string Host = "XForwardedHost";
    public const string Prefix = "XForwardedPrefix";
    public const string All = "All";

    /// <summary>Whether what is set has a flag in it; false where the running app alone knows.</summary>
    public static bool Has(OptionFact fact, string flag) =>
        fact is { Number: { } bits, Value.Type: { } type } && ValueOf(type, flag) is { } bit && bit != 0 && (bits & bit) == bit;

    /// <summary>Whether what is set is every header there is, without their names.</summary>
    public static bool IsAll(OptionFact fact)
    {
        if (fact is not { Number: { } bits, Value: { Type: { } type } value } || ValueOf(type, All) is not { } all) return false;
        return (bits & all) == all && (NameIn(value, All) is not null || !value.DescendantsAndSelf().OfType<IFieldReferenceOperation>().Any());
    }

    /// <summary>Where a flag is named, by itself or as one of all; the whole of what is set, where it is not.</summary>
    public static SyntaxNode PlaceOf(OptionFact fact, string flag)
    {
        IOperation value = fact.Value ?? fact.Operation;
        return (NameIn(value, flag) ?? NameIn(value, All) ?? value).Syntax;
    }

    /// <summary>Whether it is plain that every host is allowed.</summary>
    public static bool AreAnyHost(ForwardedOptions options, BlockValues values) => !options.IsPassedOn && !LimitHosts(options, values);

    /// <summary>Whether some hosts are allowed, and others not.</summary>
    private static bool LimitHosts(ForwardedOptions options, BlockValues values)
    {
        var hosts = new List<string?>();
        foreach (OptionFact fact in options.Facts)
        {
            if (fact.Value is not { } value) continue;
            if (fact.Action == OptionAction.AddHost) hosts.Add(TextOf(value));
            if (fact.Action == OptionAction.SetHosts) hosts = HostsIn(values.Follow(value));
        }

        // As the middleware has it: one of these, and every host is allowed.
        return hosts.Count > 0 && !hosts.Exists(host => host is "*" or "[::]" or "0.0.0.0");
    }

    /// <summary>The hosts of a list; null for one that is not known.</summary>
    private static List<string?> HostsIn(IOperation list) => list switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var elements } => [.. elements.Select(TextOf)],
        IArrayCreationOperation => [],
        IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: var initializer } =>
            [.. initializer?.Initializers.OfType<IInvocationOperation>().Select(add => TextOf(add.Arguments.LastOrDefault()?.Value)) ?? []],
        { Syntax: CollectionExpressionSyntax { Elements: var elements } } =>
            [.. elements.Select(element => ((element as ExpressionElementSyntax)?.Expression as LiteralExpressionSyntax)?.Token.ValueText)],
        _ => [null],
    };

    private static string? TextOf(IOperation? value) => value?.ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static IFieldReferenceOperation? NameIn(IOperation value, string flag) =>
        value.DescendantsAndSelf().OfType<IFieldReferenceOperation>().FirstOrDefault(field => field.Field.Name == flag);

    private static int? ValueOf(ITypeSymbol type, string flag) =>
        type.GetMembers(flag).OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue as int?;
}
