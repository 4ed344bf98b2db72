using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Gatehouse.Runtime.Tests.Architecture;

/// <summary>The types that a compiled type uses: in its signatures, its fields, its locals and the code of its methods.</summary>
internal static class TypeUses
{
    private const BindingFlags All =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    public static HashSet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        foreach (Type contract in type.GetInterfaces()) Add(uses, contract);
        foreach (FieldInfo field in type.GetFields(All)) Add(uses, field.FieldType);
        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))) AddMethod(uses, method);
        return uses;
    }

    private static void AddMethod(HashSet<Type> uses, MethodBase method)
    {
        if (method is MethodInfo { ReturnType: var returned }) Add(uses, returned);
        foreach (ParameterInfo parameter in method.GetParameters()) Add(uses, parameter.ParameterType);
        if (method.GetMethodBody() is not { } body) return;
        foreach (LocalVariableInfo local in body.LocalVariables) Add(uses, local.LocalType);
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        byte[] code = body.GetILAsByteArray()!;
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xfe) value = (short)(0xfe00 | code[i++]);
            OpCode opCode = OpCodes[value];
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                int token = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(i));
                MemberInfo member = method.Module.ResolveMember(token, typeArguments, methodArguments)!;
                Add(uses, member as Type ?? member.DeclaringType);
                if (member is FieldInfo field) Add(uses, field.FieldType);
                if (member is MethodBase { IsGenericMethod: true } generic)
                {
                    foreach (Type argument in generic.GetGenericArguments()) Add(uses, argument);
                }
            }

            i += OperandSize(opCode.OperandType, code, i);
        }
    }

    private static int OperandSize(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))),
        _ => 4,
    };

    private static void Add(HashSet<Type> uses, Type? type)
    {
        while (type is not null)
        {
            if (type.HasElementType)
            {
                type = type.GetElementType();
                continue;
            }

            if (type.IsGenericParameter) return;
            if (type.IsGenericType)
            {
                foreach (Type argument in type.GetGenericArguments()) Add(uses, argument);
                type = type.GetGenericTypeDefinition();
            }

            uses.Add(type);
            return;
        }
    }
}
