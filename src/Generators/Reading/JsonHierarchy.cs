using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>One of the types that a value of a base class may be.</summary>
/// <param name="Type">The type.</param>
/// <param name="Discriminator">What its JSON has to tell it from the others, text or a number; null for nothing.</param>
internal sealed record JsonAlternative(INamedTypeSymbol Type, object? Discriminator);

/// <summary>What <c>[JsonDerivedType]</c> and <c>[JsonPolymorphic]</c> say of a base class. Derived classes do not inherit them.</summary>
/// <param name="PropertyName">The member of the JSON that has the discriminator.</param>
/// <param name="Alternatives">In the order in which they are declared.</param>
internal sealed record JsonHierarchy(string PropertyName, IReadOnlyList<JsonAlternative> Alternatives)
{
    private const string DefaultProperty = "$type";

    /// <summary>Null for a type that is only itself.</summary>
    public static JsonHierarchy? Of(INamedTypeSymbol type)
    {
        List<JsonAlternative> alternatives = [.. type.GetAttributes().Select(Read).OfType<JsonAlternative>()];
        if (alternatives.Count == 0) return null;

        // Unless it is listed, the base class itself is written without a discriminator.
        if (type is { IsAbstract: false, TypeKind: TypeKind.Class } && alternatives.TrueForAll(one => !KnownTypes.Is(one.Type, type)))
            alternatives.Add(new JsonAlternative(type, null));
        object? name = JsonOptions.Find(type, "JsonPolymorphicAttribute")?.NamedArguments
            .FirstOrDefault(argument => argument.Key == "TypeDiscriminatorPropertyName").Value.Value;
        return new JsonHierarchy(name as string ?? DefaultProperty, alternatives);
    }

    private static JsonAlternative? Read(AttributeData attribute)
    {
        if (!JsonOptions.Is(attribute, "JsonDerivedTypeAttribute")) return null;
        if (attribute.ConstructorArguments.Length is not (1 or 2)
            || attribute.ConstructorArguments[0] is not { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol { TypeKind: not TypeKind.Error, IsUnboundGenericType: false } type })
        {
            return null;
        }

        object? discriminator = attribute.ConstructorArguments.Length == 2 ? attribute.ConstructorArguments[1].Value : null;
        return new JsonAlternative(type, discriminator);
    }
}
