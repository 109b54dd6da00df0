"""Small streams with known pixels for the self-test. Made by make_samples.py in tests."""

import base64
import zlib
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Sample:
    """One stream whose pixels are those of `formula.known_pixels`.

    Parameters
    ----------
    name
        What it shows: ``"12 bit signed"``.
    transfer_syntax_uid
        Under which syntax it is decoded.
    bits_allocated, bits_stored, signed, samples, photometric_interpretation
        Its pixel format.
    tolerance
        Largest difference that lossy coding may leave.
    length
        Its bytes in the packed streams.
    """

    name: str
    transfer_syntax_uid: str
    bits_allocated: int
    bits_stored: int
    signed: bool
    samples: int
    photometric_interpretation: str
    tolerance: int
    length: int


def streams() -> list[bytes]:
    """Return the stream of every sample."""
    whole = zlib.decompress(base64.b85decode(_PACKED))
    ends = list(accumulate(sample.length for sample in SAMPLES))
    starts = [0, *ends[:-1]]
    return [whole[start:end] for start, end in zip(starts, ends, strict=True)]


# fmt: off
SAMPLES: tuple[Sample, ...] = (
    Sample('8 bit', '1.2.840.10008.1.2.4.50', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit YBR', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'YBR_FULL_422', 6, 777),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'RGB', 4, 499),
    Sample('12 bit', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('12 bit, Se = 0', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('8 bit', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 144),
    Sample('12 bit', '1.2.840.10008.1.2.4.70', 16, 12, False, 1, 'MONOCHROME2', 0, 272),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.70', 16, 12, True, 1, 'MONOCHROME2', 0, 272),
    Sample('16 bit', '1.2.840.10008.1.2.4.70', 16, 16, False, 1, 'MONOCHROME2', 0, 398),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.70', 16, 16, True, 1, 'MONOCHROME2', 0, 398),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.70', 8, 8, False, 3, 'RGB', 0, 497),
    Sample('8 bit', '1.2.840.10008.1.2.4.57', 8, 8, False, 1, 'MONOCHROME2', 0, 233),
    Sample('12 bit', '1.2.840.10008.1.2.4.57', 16, 12, False, 1, 'MONOCHROME2', 0, 362),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.57', 16, 12, True, 1, 'MONOCHROME2', 0, 375),
    Sample('16 bit', '1.2.840.10008.1.2.4.57', 16, 16, False, 1, 'MONOCHROME2', 0, 487),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.57', 16, 16, True, 1, 'MONOCHROME2', 0, 499),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.57', 8, 8, False, 3, 'RGB', 0, 445),
    Sample('8 bit, wrapped', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 481),
    Sample('8 bit', '1.2.840.10008.1.2.4.80', 8, 8, False, 1, 'MONOCHROME2', 0, 120),
    Sample('12 bit', '1.2.840.10008.1.2.4.80', 16, 12, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit', '1.2.840.10008.1.2.4.80', 16, 16, False, 1, 'MONOCHROME2', 0, 417),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.80', 16, 16, True, 1, 'MONOCHROME2', 0, 423),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 230),
    Sample('12 bit', '1.2.840.10008.1.2.4.81', 16, 12, False, 1, 'MONOCHROME2', 2, 198),
    Sample('8 bit', '1.2.840.10008.1.2.4.90', 8, 8, False, 1, 'MONOCHROME2', 0, 188),
    Sample('8 bit signed', '1.2.840.10008.1.2.4.90', 8, 8, True, 1, 'MONOCHROME2', 0, 188),
    Sample('12 bit', '1.2.840.10008.1.2.4.90', 16, 12, False, 1, 'MONOCHROME2', 0, 244),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.90', 16, 12, True, 1, 'MONOCHROME2', 0, 244),
    Sample('16 bit', '1.2.840.10008.1.2.4.90', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.90', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.90', 8, 8, False, 3, 'YBR_RCT', 0, 367),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.91', 8, 8, False, 3, 'YBR_ICT', 6, 336),
    Sample('12 bit', '1.2.840.10008.1.2.4.91', 16, 12, False, 1, 'MONOCHROME2', 16, 236),
    Sample('8 bit', '1.2.840.10008.1.2.4.201', 8, 8, False, 1, 'MONOCHROME2', 0, 214),
    Sample('16 bit', '1.2.840.10008.1.2.4.201', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.201', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.201', 8, 8, False, 3, 'YBR_RCT', 0, 459),
    Sample('16 bit', '1.2.840.10008.1.2.4.202', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.203', 8, 8, False, 3, 'YBR_ICT', 6, 552),
    Sample('16 bit', '1.2.840.10008.1.2.4.203', 16, 16, False, 1, 'MONOCHROME2', 64, 345),
    Sample('8 bit', '1.2.840.10008.1.2.4.110', 8, 8, False, 1, 'MONOCHROME2', 0, 43),
    Sample('16 bit', '1.2.840.10008.1.2.4.110', 16, 16, False, 1, 'MONOCHROME2', 0, 358),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.110', 8, 8, False, 3, 'RGB', 0, 100),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.111', 8, 8, False, 3, 'RGB', 8, 768),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.112', 8, 8, False, 3, 'RGB', 24, 124),
    Sample('8 bit', '1.2.840.10008.1.2.5', 8, 8, False, 1, 'MONOCHROME2', 0, 322),
    Sample('16 bit signed', '1.2.840.10008.1.2.5', 16, 16, True, 1, 'MONOCHROME2', 0, 580),
    Sample('32 bit', '1.2.840.10008.1.2.5', 32, 32, False, 1, 'MONOCHROME2', 0, 1096),
    Sample('8 bit RGB', '1.2.840.10008.1.2.5', 8, 8, False, 3, 'RGB', 0, 838),
    Sample('16 bit', '1.2.840.10008.1.2.8.1', 16, 16, False, 1, 'MONOCHROME2', 0, 517),
    Sample('16 bit', '1.2.840.10008.1.2.1.98', 16, 16, False, 1, 'MONOCHROME2', 0, 512),
)
_PACKED = (
    "c-rlI2_RJ6`~SJKF!r%#sf?{Cg_2f`C2M6UrA2nHc1cmmj4eW05-DX+DJ3dNT8t%28>NLLN{cL|RQ9>QduJF-df$5g-}"
    "nE1m-ji>J?A;+x#v93=XuUDGcH^MHv*!CiMa`YAOIjF0k{qrA>1g!aPF8P!eVh)l#miqz@db};_)~f9xcKQAV2^_K!hM"
    "s0G9xHq;ovGFEB_D@*tjvm%zs_fCyYB0t|%ohGX@CwC+LL0ZtSzrl4iOBW~@)tGHESMnFsoLCNq!p`^`&4&|B7UV(i4Q"
    "sbm$WK||jR#ls#JxgcyoVoLij2D`inweWHU1qy{h26?kF0O9wzj>@%zs-C54j<p0yMls4_J)S-3y(b*cPKvLaN?2Fv=b"
    "*!rJp{Naq&{l<=iWISM!UCOKz2xl~>$;SpDenlczPc&tAT2dj00@yXN;TpFVef`TDJ^yQdd^1_-D<`hdCPOGEdhhI$z6"
    "<7HY>zn-nq9?kbLs;P}fsXk0)`JQPoc#=it;^A8OFY^V`$?&rX!Wg#5FA?HUQI<ooh(j@=5LOiWuXQV87X+{zz{j);0R"
    "e#$hsE)tc0m{)R6rDmSJ2`SGqC1$+A6L%BY+@b7?X0LkWXo*O^2kj*8_ejW$l+LpHS0Smi?Szfq%*}j$tFiRS*jy&cli"
    "#A=`hp!;}&ARlj*{^5;qzWID9Y4qrPT2I5`yy~iB_)=r`Fb{)%4cJh^Pv>v#>v2sg~`-c98PgZ3c`m7p!TBw)S;(gEb%"
    "fHysvgbx)RDgU7wd#icn`9WQDu58F)qN&s5vhug?4EAqCp-EoHJbJ&f6=h&`3;TuPM=#E6Oakg_hG>5+XhCKq<&D}{dz"
    "0bMEC%N4P3W4y8%}g_W!CSX)uCqM1iR&F#NAxm;|vlz!Vswi&KBpz&`!AqA&o=L)}yu2%5uy64f7oI^khd1XT(KO|1h{"
    "pLVzQ0ghxGwOEY$NC^fcWcB(CgI5i=3c7n?VDXhXkEss>XRDrIDntJy)lt5qB>5`=2IcYt>-DDfuZBTX)|V`YrmQyXH)"
    "R+cHtomuT8|#}4h%*P`&X`gg+M@X#6BbmhW*SY0b!(Ci3k7=%Qvzf;u8|pa+Q=;P*R&^wsh<8T7T^6;`lm`8l1<}1IvW"
    "lFCCI58`o{hsnM2fY1$I!-0@PUZj+7>epg=I8)@>g+D*CpX(oYrZ^$3&=2}PnCs_*q3QLPe9}A=a#HA&KCk!fp)K|7-W"
    "Mov?+S)D;L<%{QNQsUVGVw^kV@gKGSp%f7ivK5s9Db~i;P2{#=Mx;E4>OQJ8oDSriUE$uz6@#fa88Q^9w*9ap{tStRR>"
    "!_Af#g9V2dh0T1RKKD3DoQNw8Y@F|0a8_8{y!)=<bG?0&-8gRomf2M1w~t;!yReJvaugngxuhxIj(|2aIy0f-9_JRcYV"
    "NI9o>QV3Yc=^Y)HKGcF5Co$B58mGuXP-4(Bj&b1}1P3icu9v`Im>V)kbr>}^q=TrjA*FD}lNd$~9hid}I`A-R1k&%sEA"
    "e;ZgHMP!0uFu*jjlTCRz)OJB=FFv8xJk;J2|>Gj>s*Chv=m5<Wz+q+;?(h4+4o>jvq@l_)d-@iy{2`D=Giyy#fC5#$V$"
    "N?ju?8Sf{CR06900-gS@@@`&RI(pd4SUa@dFf3|JlIZ4N}c)KYh7^x}$wEX=o)SuhDzuz2i!@D;R0Pp%X<<@P=ZB`%{5"
    "`)p(e%w$|lpZ`()FuuUO#(T^D#M|o?9ju(N(P*w$G@t}Kf4POhK~iPp)g1>4B?khrLZ#(3?36erc+cU_y-FUATntLixj"
    "YQRS7OJZ}dJ&Oqhn=M~PLjTSth^8*CjG<0TKZa>SZBePV`HqK_6sRpJu!9;G3PqtYm`s*!fF#O86CFM;9xIizI(>x1`b"
    "qy@kTtl#sEA^|XZAjAqsRorNO=o|4E+GsH$)QZt!+30<gm=3#jgcuKl-8w?7o2*GI!V&~YXvW)58o?0+I1tl@mE$OZ<0"
    "uy}T1;pZ#5j&}qr`N$AjWZ&8zBaRpW8^k4{*WZa}5G|3zqC51kts5XjQVDVl#oH01*geLky8f3&xFL_Cq+_*lnW7?i4("
    "B8?u=Z$8Ix0_P!sqAzP*4*lozpN*KFM3EAU*(B|=<YSPcSS(-JwxZErPMoca!T4szZ`-dt?{ZJ)E#t%`p`yt8^KStT{h"
    "bXK65aormy+n~<>`Ty1*85T6+rPO5Ka7)~Ka@!Wt~C_^%;-}Y;`-P9J|{M+WXBh+<{Kk3sgSa{z0y+6P5ort#duD!R&k"
    "8Vi$|5msEl9g8u5Ll&FzgbV^pqO96Ls(rP{@XV^q57n2k}Xe(K*@WtQ_wfHKP&qNBe582<86P)JyWIQr1V`D|m1LF#BY"
    "K!N}PkVi4Q{%QI9TUZWm2Bf7Fa}yJQK^J6zG$Vif1RivKR!9F32?FYKM7HaDHzSmpJ5a!cw6kC^8TRdhcUHpN9N>*qcp"
    "B`V4)1b+J*e<*n3@dx!PKX)e*sMXopFgj8h3b$=mtU%3<EJ>1W5q$up0D!`Jj#+a_HY)=TCM?CVI1hp{lO1k#$&(jf%n"
    "q85v1Qf~JJ=GGlFz2Wckz#FWjVcLU>nvdU&L3WgyP)(eFlnp4BgQo~izYi~h$YPgyr$`DAAR0?tuPeG64iVY>mv0RLGn"
    "zwp}oY6(CMMXt59x5V~s;Fr6ISirw$}tVWvF6H0%w@XFm1E7dW0Ku$ZEaF-W@KcXS-3}X1yl8}0U=u$V$5bTVf}Yq162"
    "L8kA40HCon`ub%<I}+1fo&V0EXX?`GxMW(JuU^tMM&Bj`n!ZkEfFueusW_d7Kq=;PG#PuHyk7$2|QZ_R7JwxlAvpoCZU"
    "?S+i>vhFdd9x`vY9&wj(U)oR7u9zXXP5PFW;7mfHroiX!8yfNtppaVcH3|5u8&}1LB)Zzg<9DuM5(K7N6rIbMViA~hO3"
    "lJBGF8=rw~cJAXC;2(rOsk;<-+NfVkc52nd=*3%*Du2N?{K*BNW48Nudg1HljU5qCvE=D9(U5e6wQEya<7$FvXF#JtbH"
    "omz=S98%cs&j+AT-g1O{GalHgAw_ModyMK*?*y|_k-zW#`7c_MCF$<ELx&{gysyqAX#30B~V1P+=C~NQacL=Tjw#UH)L"
    "(=W^OCDGFarg137g~26Pe^&U^Dv;jJM`N3#pIAipZa&(pYNzocdc=Fg<ZVO?(r<4nPv~P1v}^5n<;onjY*VtP2`yy>3n"
    "#vOt9l&e2?GSgs5iP#kTzEmVwW6r&$`_y{K-9xqhCC!%LoYT5c<;Vz6YX#7PAcYY7$XH<Ah<5ik&-kx7FDa3rgPCGY1f"
    "K4@H_X&GB`M%6sls)`n99IaITN;^`qJXJYNq1;&_*xwi%?aJ+u4wCfu9@z>`eCLrq0`7Z{JR-|*%Ngj=zH<}y4;QhKzY"
    "zm0Ybj&>=7>IuLBApJ)!;oPzew-!X3ghLc}-hOoA#H<9hg0S^PJ~feP4a5BCHcKJ74{x>&AT_?<3Ik4<A0jRA%aYn2My"
    "`50hE>I!jhYrLeOG)*arW&&qrpSlO;9R<_fWmHBnCvOOQ!{WP#83s{-sza$u?!D2{}6O2eF^lZBY>f<L$39HY!P&{78!"
    "&qC{Bj!Z7*@<vf`japVn>ZCd3u2tYxvIEj3l|z2FPp55te(q^7aA||2n*k*9qW-4i>_|Uo7W+C6&o*GTiazxhmiYZWGB"
    "cgfXypl|4AC~RxK*b7XkaBzOsU?ff{QP5C{K;XfzM;LJ({N1Oe+~0{ZJUyaw=+$!2C0*cGS%$jHmh$=l79<h+w)<>|KB"
    "g0j$*w8PD7+qx~ANi(L;nyw8;1AbOlR>-pl8v??_reXyI#9v?42+^NIi5R!NjoEswAd$amg?ac)5npBgm-7T>Rq^(KjX"
    "F|`XSkGkCNo40Izxa?itZ_GN9wQW9{L}wyTF*bJ9>C{{;KYwsP2_-mJy#D>KXB#ZkZWE5S+2s6*4J_pC_SY=k+$Alqcu"
    "j_MJ)l*W)fV%q~#Y2=Cmm3R8bC$$XoHg4OMJ0{XRyJnL;<r@1c=bXG;bXA$SK;%_(&Jc30S@^gIkHBSR^#Ky#m%o-|cX"
    "yL4EfQ^!PNR5Dh$>xavL7PR!w3!wb7X7O>A7;g9_dz=`b;I<8Ll=yMpQw_LZN0u}TJNIWu@W7@zeVrfXVYizT(dND9#7"
    ")V@Vz%yXF8fbJtb{wFe&K$T6)$~vA9j)Zik)-NCG^W2(YPUDho`VjJ%#*-kPE5xMrS+_!%R$?%TJ=>&OZ1Eq1yv@hC(7"
    "u(5nMutR`&_%#~v4k3~JYam4ZmxG}36Chxbm6m-CK>_{0ty%pj6lIUricZKq)u60+H%Id7yjyPvm?9XZH@ap?IVIC-=R"
    "Tbja_F+IO3b7~o~iGo*9j&S9&HGy5szJeefiBmr_O~0{o?1ZV@!F)jSTLa6+CjL`14=Ay3PC1rS>@Ygu<em&(7~|qvY("
    "%|5D!)a%+z2A=`$4JoR{Itg}+)O@q5D&4r1ZKQZ^-+3!|5b;pWHbH(esBP#O0T#b-xy*a_0{!V>`jYHkBs0Z=SYc&}2m"
    "hl!X0;hG-YFEn6R23;Q)jc(317F_W!^?&5`fSU_KCfi>DH?Q!f>~b=7w9>sW*rTJ7(Ezr4+fcs!CUm4>4JY2Zea*B2sa"
    "1|LjV^rG*eztjU?w^1^p>&;W<eWa}v0hCzIChQ`DGPS(cP`Gi&AA1U=#sUmn^afwV5yeR<pT?6-$BpH8dHek2|f)kGM#"
    "zw+1w>ee%b8m_&r)f0qf2bAmfi*DcGR5+<(u7-HV$w?PG=AL27_9Vz$&5Bj-s63aab$M&|(bd+VxK)3O!o-k>2(^YKi*"
    "y*Jnd|eHr+?WzzM5aUP-L2hmf$S8-}dZdj31AEIbJ6vLHE?mmRYq_#so2_<G`%1e%lc+x68H_F!V&}@&q~}p_=H3)Sc1"
    "&^$m-KBp8XLhq6yKl71P<oh&3Pq>&|j!P^xU$pa|>`p|hxyu+eeAS(L6)!a3ek2kx{j!<c<%?*mrmE#!@uYLSb4G+X-Y"
    "_?TeL{>_ux8G!!Z<)A%Me?N%25%Ux*PN!4;_p82sxm_N)HF9InINyy+b$2LX+1n|u%KedR`O3CiYUk#4?U$~Sko1?8jr"
    "(~(djBqGNX(jGcz;9_Hh7W8*D~e?&d|(oIXQm`poGZYn@PQ87fU6)EfYX7(<NK0m{6AB82b=D-IaI&>KWY1EXaqFG=pm"
    "`Rol$iZz)GVnACiU`(bh2jCq;&GIdHQD0v_@OgJvMOz;D6{|!>Sj9hvRbkO12>EpV$5utNtOAo@7aYqjAWlYhO}o!ngi"
    "BSyqqYHY29N}*1{GKgVqa`@EQDGJBq;#z8AwnJBV~96ZU-i2N+kp>Lnb4RWh|H`4e;3<&EMVLwaW|R3ntQeJHSK+))$C"
    "0LQEuJc7F?o+VX!1gsA^=5H!fYv^EYwfgOSZ8is;mH-eBr|3fGs3JVG`S}Wj1!<rTjvGdPptRuwWbHve^DDw!N2rRY^E"
    "zN?4*k|Y?b*$$QwhBZ3f=&$8UVvQ&n7|0BrQ;Zx0{{UsF_AS}&<gcF5a<oszX2trf<Fve0VV_fUUTouml3;(^e<l9CJy"
    "8R(1>XnxQsl}h^N@v($kB!gF9|3hh`Y^m`$8bZ-yskJJ_E2l>s2MRx%s!4XsCXXYS(jiZ?2L_;?DSNZ?-j<Bku+?yj7{"
    "j)4wPc|bkC^$c<q`1k80k9p$h=CR7}80qQhhQ7dwpb$)C4$u&10n}Lx$!NTXJ3=ghB45yje7a@+GpYY&@vJl|o&f@dk|"
    "Nccx)4d@eAXaIcS{D6itJ_~$(JHak##8e<M=+thUV~2CKe4)aCq-vA&wK_kTwEVJ`;mfzZk%vV6kfC`q6U3h?@JXvIeW"
    "3fk{R141%J%Kwu8wjpJ1Xr8$GOIGmguD9Qmmhj^xNYDv7j$X<ce;uLU(Ojb32Gvq=0HeRCk9qEgaayI`_9|WO^AA<TkM"
    "Y;fie5!r@97L!b5t@IJS#b7|jLNB_JAjsA()qMj?<FHdx}mki<ECc~x)&VzHpB8ZB6Mvr-;_WLIu1iryVf!rFr*@(4K!"
    "uIN5({hHDdO$Z3)&ZWdRQC6`rT<?a^FS<-f$jyGQNXs>kaWAks;QH19KPd%!nx-&zYMk_II2>;{<`C&H(w*ji-7JsK^a"
    "gUmNq6WskUhK%SOrO#^)^&^QnHDWh_ty8SE!%ZIela<pK#U8zRxn;qho-C6`O%`^9B-tm;Mv_>ZIg+#@!;q8|qJX6Re&"
    "3Lk_{Wpy5j#ToXxLo*h}kobHG7^Zv1iW|M<7X)+t_$uK4h2!?gbQ8kEi%DF(!x?!K!Q^)iH<1(VYi}a{=z|WHOV-(=&K"
    "w0?2i%iFaDPcazMDVkORnl?G)*TGdtL$t#Y)-jjI5ga~x@lfXt<15l$K*kP|iMUp=;OTZ7z+wRSx+gi?ZBkc}|zLCB#U"
    "I}GP;#^AP4deK|Z&TFri2<27(t0fj0hZs0OnFWq;2_`&ELD|DO$~~I!!88ml#(M0H;{Hv9Ct?hTS}8)82y?|(86vJNr*"
    "ob1wz8zd#C4m-;E>`lfj%1$u}a6kS<biLHh2%N=(C`ohRWe=d720Scf%JCCEI8a}j(p&LwhO&~}%|@WKb>HA}BcH!UoY"
    "cDa7~bWOSR0^j3~27o3zbJ)usOQM~>;;^PXxZw3?$u&|6r*Em5gih;lBmf|)0|0I9otIZcklc?gPZqJv_bqk84nFP}s_"
    "=p)Gt?RRcIX6?Ij-XdS(@YJ1$R?g)^P@lu-ZANx5{yd%~<={^Z4E4oG+b~Cx3F<>McCPnoT}fOu+-7s>SA`LpAisJV;!"
    "439@=$@VtH35>DT<G<N!WV>S%2dCMz`-{Qc!q0XaGhbW_nxk8qzTJ@1P-VeNTvPBP}UKCBkFK@nesHAMxC_OAAj^W>k0"
    "~i8?17f^9{D3EYF8ZCTx^3du3HogxX$t~Y8^-5Hu8a)qxfdG#bd}i|HFLX%QqP1mFhAi*Q6%?d{l<*ygLt%Yy|b4qV-u"
    "DTNXii;&?sr-a$6MuNUu+CETkmC;>M)}x1^=~&!VCg?%MFmxYNBuWzUJoEYWjkDDX;3&Go1WXiwYA9Efofp8tVt^k6`v"
    "bdF1`rB07)+|uKTZ;x!cDf2EVWa5$L)ctz0?@ydOexxNM^QLU;xmy#Dwq3lZC)b|y=J?SM`RzC5K3>PmCv_AF>5u<ZqL"
    "kq0b$jZSey_VTMeM&kFxRO6Qf+OeyQB8E^cy?swv_31HHOF^?|!vke`3$;v;_ZMEoZMVceP#O)%W{UHo3sBv(i+5Pj^!"
    "S)xWp(3hdwC39rz!wZ(Ak8fR>%mUeDwc!@8$-2D-$_{6*_if)bP2Zb_0)pA~;xy{*Fxd`=bk3N2LDig|Vj#@CYTe-N;A"
    "#!V}%2B@=x7DiGT)H>ADd|#`k+^-%15>4AIggeuwZHs$h0C$aH7*D3b8CM~JC^%=Teba_dY`6aK8=AQOMGAMl|SJ7D#l"
    "W8?wdoa{pY?-44vNFd?I0U@B7o~6R)*hs$P4o{YumE-5o_DR(_vK<)i#QKd{u-{rY${RrgzMs0Oq9b;1^APjk9_L4Rkp"
    "L%~2-Q!-q@5CO}ifB=E^-9L_?v*aV{a2o39)yQ({i6z*fi3uZNE{!aw?D(Y7RQ4%0)$pzRpb2KGsXh-{M6}l8sT>z|wI"
    ">FUeHP4Zo23Cd(?90Qt?fFtqE%_eL_VM+^9D!ke2E0prs*Gv$t%W@T^9HBIu<|ECg8L1ZoI6H>Cu??xk|OA^KVH@MrrX"
    "Fg=<+fW%Gc(rc8k^uY`qnRA)(yvwu@}<BX18@jzL1R@j;gVY}w{W_H-@@oyqf#nqxxcI)Ms2t|0Nf2lhW4~pt1q|I(GP"
    "4`INY=3xy3_<o;WBNRIiRldcV|bb{64N|DoB+xpAN_I&P*P^x&MUlg^|*$<x80(;y!%zl>!ji}b?O9yf+Z|o?<lN2(fs"
    "yh$i)02r|0dS;wiA+X|2Pq24GpN*_}@Pxy<X=gp}i#`NJ<msRO4LzgT3lKU8i{JH8IA0%|l2sqBROotiYlBmew|@y0k5"
    "NHX~IME&kx21LcgB_vsIAIXiMFj1bQps1wGeh+D?`n2g9np!hv4!)2ye}S%^KH0!<=*1+<MT?hMQLJr-UQk-S#(u4Xqm"
    "%Q{i%J_dZrZ%XbF0_T3roBG_V`n&v;fW<Y7vq94@5=Ba9&_Knsn@VGChU!9@E)#ndh^zFK}LGx_14>%>qUt=dGqYckkV"
    "=ta`wCxvB1X{fmai;a8km+uA>T>==I0sjq*431bEkG=%;nf`7LGf4>X==VJ&rB8H5SfHJ}U>MZ=5=^q9D4HWoapGE&5f"
    "aO|8emRCzwaJU@Ts{55;^^n{N~)g!|K|UG1txOQ6fV-?B10}(!bPjN$eoM4xQOb{Md4f&&qb+Rbe@ayxu}$j9&!=2y!h"
    "tToUDwK^rP`Hk)eTmxL98<b{iMFnTuV=#kz8_4qWUiDi?3d#ZtIfOD@)gi#6b47jUt&x!4&Hz`z6OucfS)o^g0Q4-YRd"
    "fxySd&o3Y#C@3T(EG!~IB#MfPiHVC#NJvUbNsSvPEiEG>D=Q~Ae*A<96DP{clSm2*ii%1~%E~G#lO|1`tg5P}Hf74xsp"
    "{&}rcIx&p`od%r8Q&5%$eHSvu5e&%$_}G&fK~4=FOkKV1cf#o}RuwnQUNSXlP_)Y`k!xiHWJHnVGq{g@vW%qD6}rFIi$"
    "`MWI+*+t@5!x@?)P?egU-R@m9CT)Ar1>eXx3*xRpN>)_z%=;Y+=?Be3;>gML|{@ZUJ9_!YvU%z3)#*LdcZQi_Pi>K$-t"
    "zKT+wt0JR-@apqkB_hK&Yin<?cVL@w`Y$(x|GoZ0s;erf`WrXLiX+r4Gjz1w=X<AA|f(!|Na99qN1XsV`5@s4<3w*J9H"
    ">MJ|W@o;l#uvM~)s%N;-Dz`0?aqIz1&NH8m~m#EFw9Pn}9nKYjYlnT(9HXV0C>%shWSD=Rzu!i9?$FI~#XxqLY{_sW&L"
    "ysKC9^RHdIe*MOcn>Pyz7>vTgqN3vBl9F4uN=wVi%F8P%Zr{Fh=kDEm_wL`XtgNbf@ZjOY>gq?29zTBa<muCzn%dfD&+"
    "6))Kd-NU@uH!jvGL{0SFf6yUcY|x=Iz^e@0y$6zi(-2ZEb67Z~yS&<HwGUPoF-2?(F>X<?GjP-@3ZGyL)<id;9wO`v(S"
    "?Oc?&h|Nq<m|37nce*y"
)
# fmt: on
