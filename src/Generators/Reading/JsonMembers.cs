using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>A member of an object as JSON has it.</summary>
internal sealed record JsonMember(ISymbol Symbol, string Name, ITypeSymbol Type, bool IsRequired, bool IsReadOnly);

/// <summary>Finds the members that System.Text.Json writes, as their attributes and the context say.</summary>
internal sealed class JsonMembers(JsonOptions options)
{
    // JsonIgnoreCondition.Always; of the others, each writes the member at some time.
    private const int Always = 1;

    public IEnumerable<JsonMember> Of(INamedTypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var levels = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? level = type; level is { SpecialType: not SpecialType.System_Object and not SpecialType.System_ValueType }; level = level.BaseType)
            levels.Push(level);

        // What a class inherits comes first; what it declares anew stands where it is declared.
        List<ISymbol> members = [.. levels.SelectMany(level => level.GetMembers())];
        if (type.TypeKind == TypeKind.Interface) members.InsertRange(0, type.AllInterfaces.SelectMany(contract => contract.GetMembers()));
        foreach (ISymbol member in members)
        {
            if (!SymbolEqualityComparer.Default.Equals(members.FindLast(other => other.Name == member.Name && other.Kind == member.Kind), member)) continue;
            if (Read(type, member) is { } read && seen.Add(read.Name)) yield return read;
        }
    }

    private JsonMember? Read(INamedTypeSymbol type, ISymbol member)
    {
        if (member.IsStatic || member.IsImplicitlyDeclared) return null;
        bool isIncluded = JsonOptions.Find(member, "JsonIncludeAttribute") is not null;
        ITypeSymbol? memberType = member switch
        {
            IPropertySymbol { IsIndexer: false, GetMethod: { } get, ExplicitInterfaceImplementations.IsEmpty: true } property
                when isIncluded || (property.DeclaredAccessibility == Accessibility.Public && get.DeclaredAccessibility == Accessibility.Public) => property.Type,
            IFieldSymbol { IsConst: false } field
                when isIncluded || (options.IncludesFields && field.DeclaredAccessibility == Accessibility.Public) => field.Type,
            _ => null,
        };
        if (memberType is null || memberType.TypeKind == TypeKind.Error || IsIgnored(member)) return null;
        IParameterSymbol? parameter = ParameterOf(type, member.Name);
        bool isReadOnly = parameter is null && member is IPropertySymbol { SetMethod: null } or IFieldSymbol { IsReadOnly: true };
        if (isReadOnly && options.SkipsReadOnly && !isIncluded) return null;
        bool isRequired = member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }
            || JsonOptions.Find(member, "JsonRequiredAttribute") is not null
            || (options.RequiresConstructorParameters && parameter is { HasExplicitDefaultValue: false });
        string name = JsonOptions.Find(member, "JsonPropertyNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string
            ?? options.NameOf(member.Name);
        return new JsonMember(member, name, memberType, isRequired, isReadOnly);
    }

    private static bool IsIgnored(ISymbol member)
    {
        if (JsonOptions.Find(member, "JsonExtensionDataAttribute") is not null) return true;
        if (JsonOptions.Find(member, "JsonIgnoreAttribute") is not { } ignore) return false;
        return ignore.NamedArguments.FirstOrDefault(argument => argument.Key == "Condition").Value.Value is not int condition || condition == Always;
    }

    /// <summary>The parameter that sets a member: of the constructor marked for JSON, or else of the only one that takes something.</summary>
    private static IParameterSymbol? ParameterOf(INamedTypeSymbol type, string member)
    {
        List<IMethodSymbol> constructors =
        [
            .. type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public && !IsCopy(constructor)),
        ];
        IMethodSymbol? used = constructors.Find(constructor => JsonOptions.Find(constructor, "JsonConstructorAttribute") is not null)
            ?? (constructors.Exists(constructor => constructor.Parameters.IsEmpty && !type.IsValueType)
                ? null
                : constructors.Where(constructor => !constructor.Parameters.IsEmpty).Take(2).ToArray() is { Length: 1 } only ? only[0] : null);
        return used?.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase));

        bool IsCopy(IMethodSymbol constructor) =>
            constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
    }
}
