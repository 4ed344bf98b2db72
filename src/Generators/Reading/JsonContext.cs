using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// The <c>JsonSerializerContext</c> of an app, and the types that it declares. What System.Text.Json will generate for it cannot be
/// seen from here, only what it is asked to: hence the attributes are read.
/// </summary>
internal sealed class JsonContext
{
    private readonly INamedTypeSymbol type;
    private readonly HashSet<ITypeSymbol> declared = new(SymbolEqualityComparer.Default);

    private JsonContext(INamedTypeSymbol type) => this.type = type;

    /// <summary>Its name, as messages write it.</summary>
    public string ShortName => type.ToDisplayString(Names.Short);

    /// <summary>Null where the attribute names nothing that can be one, which was reported.</summary>
    public static JsonContext? Read(AttributeData attribute, KnownTypes known, Problems problems, CancellationToken cancellationToken)
    {
        if (attribute.ConstructorArguments.Length != 1
            || attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Error } or { Value: ITypeSymbol { TypeKind: TypeKind.Error } })
        {
            problems.AddCompilerError();
            return null;
        }

        if (attribute.ConstructorArguments[0].Value is not INamedTypeSymbol type
            || !Inherits(type, known.JsonSerializerContext)
            || type.IsAbstract
            || type.IsFileLocal
            || type.IsUnboundGenericType
            || !HasDefault(type, known, cancellationToken))
        {
            string shown = attribute.ConstructorArguments[0].Value is ITypeSymbol other ? other.ToDisplayString(Names.Short) : "null";
            problems.Add(BindingRules.BadJsonContext, Places.OfArgument(attribute, 0, cancellationToken), shown);
            return null;
        }

        var context = new JsonContext(type);
        foreach (AttributeData root in type.GetAttributes())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!KnownTypes.Is(root.AttributeClass, known.JsonSerializableAttribute)) continue;
            if (root.ConstructorArguments.Length == 1 && root.ConstructorArguments[0].Value is ITypeSymbol named) context.Add(named);
        }

        return context;
    }

    /// <summary>Whether the context will have metadata of a type.</summary>
    public bool Declares(ITypeSymbol wanted) => declared.Contains(wanted);

    /// <summary>How generated code asks for a type's metadata.</summary>
    public JsonTypeModel Of(ITypeSymbol wanted) => new(
        wanted.ToDisplayString(Names.FullNullable),
        (wanted.IsReferenceType ? wanted.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : wanted).ToDisplayString(Names.FullNullable),
        type.ToDisplayString(Names.Full));

    /// <summary>What a type is made of is generated with it: the elements of arrays, what collections and the like hold.</summary>
    private void Add(ITypeSymbol root)
    {
        if (!declared.Add(root)) return;
        switch (root)
        {
            case IArrayTypeSymbol array:
                Add(array.ElementType);
                break;
            case INamedTypeSymbol { IsGenericType: true, IsUnboundGenericType: false } generic when IsCollection(generic):
                foreach (ITypeSymbol argument in generic.TypeArguments) Add(argument);
                break;
        }
    }

    /// <summary>Whether generated code can ask it: System.Text.Json completes partial classes only.</summary>
    private static bool HasDefault(INamedTypeSymbol type, KnownTypes known, CancellationToken cancellationToken) =>
        Places.IsPartial(type, cancellationToken)
        || type.GetMembers("Default").Any(member => member.IsStatic
            && member.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
            && member switch
            {
                IPropertySymbol { GetMethod: not null } property => Inherits(property.Type, known.JsonSerializerContext),
                IFieldSymbol field => Inherits(field.Type, known.JsonSerializerContext),
                _ => false,
            });

    private static bool IsCollection(INamedTypeSymbol type) =>
        type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T or SpecialType.System_Collections_IEnumerable
        || type.AllInterfaces.Any(contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool Inherits(ITypeSymbol type, INamedTypeSymbol? wanted)
    {
        for (INamedTypeSymbol? level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (KnownTypes.Is(level, wanted)) return true;
        }

        return false;
    }
}
